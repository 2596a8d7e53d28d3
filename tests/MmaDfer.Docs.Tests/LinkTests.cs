using System.Text.RegularExpressions;

namespace MmaDfer.Docs.Tests;

/// <summary>Links between documents lead to files and headings that are there.</summary>
[TestClass]
public sealed partial class LinkTests
{
    public static IEnumerable<object[]> All => ((string[])[.. Documents.All, "CHANGELOG.md"]).Select(d => new object[] { d });

    [TestMethod]
    [DynamicData(nameof(All))]
    public void TheyLeadSomewhere(string document)
    {
        var broken = new List<string>();
        string folder = Path.Combine(Documents.Root, Path.GetDirectoryName(document)!);
        foreach (Match link in Link().Matches(Documents.Text(document)))
        {
            string[] target = link.Groups[1].Value.Split('#');
            string path = target[0].Length == 0 ? Path.Combine(Documents.Root, document) : Path.GetFullPath(Path.Combine(folder, target[0]));
            if (!File.Exists(path) && !Directory.Exists(path))
                broken.Add($"{link.Value}: there is no such file");
            else if (target.Length == 2 && !Headings(path).Contains(target[1]))
                broken.Add($"{link.Value}: there is no such heading");
        }
        Assert.IsEmpty(broken, $"{document}:\n{string.Join('\n', broken)}");
    }

    [TestMethod]
    public void EveryGuideIsInTheIndex()
    {
        string index = Documents.Text("docs/README.md");
        string[] guides = [.. Documents.All.Where(d => d.StartsWith("docs/", StringComparison.Ordinal) && d != "docs/README.md")];
        Assert.IsGreaterThan(10, guides.Length);
        foreach (string document in guides)
            StringAssert.Contains(index, $"]({Path.GetFileName(document)})");
    }

    private static IEnumerable<string> Headings(string path) => Heading().Matches(File.ReadAllText(path).ReplaceLineEndings("\n"))
        .Select(m => NoLetter().Replace(m.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?!https?:|mailto:)([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoLetter();
}
