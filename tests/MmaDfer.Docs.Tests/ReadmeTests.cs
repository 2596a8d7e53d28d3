namespace MmaDfer.Docs.Tests;

/// <summary>The README is short, and fits a terminal.</summary>
[TestClass]
public sealed class ReadmeTests
{
    private const int MaxLines = 120, MaxColumns = 80;

    [TestMethod]
    public void ItHasAtMost120Lines() => Assert.IsLessThanOrEqualTo(MaxLines, Documents.Text("README.md").TrimEnd('\n').Split('\n').Length);

    /// <summary>Tables, pictures and code that is no C# (what a program prints) may be wider: they scroll.</summary>
    [TestMethod]
    public void ItsProseAndCodeFit80Columns()
    {
        HashSet<int> printed = [.. Documents.Blocks.Where(b => b.File == "README.md" && b.Language.Length == 0).SelectMany(b => b.Lines).Select(l => l.Number)];
        string[] lines = Documents.Text("README.md").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith('|') || lines[i].StartsWith("![", StringComparison.Ordinal) || printed.Contains(i + 1))
                continue;
            Assert.IsLessThanOrEqualTo(MaxColumns, lines[i].Length, $"README.md({i + 1}): {lines[i]}");
        }
    }

    [TestMethod]
    public void ItBeginsWithAPictureBelowAMegabyte()
    {
        string text = Documents.Text("README.md");
        int at = text.IndexOf("](samples/Mirror/mirror.webp)", StringComparison.Ordinal);
        Assert.IsInRange(1, text.IndexOf("\n## ", StringComparison.Ordinal), at);
        byte[] picture = File.ReadAllBytes(Path.Combine(Documents.Root, "samples", "Mirror", "mirror.webp"));
        Assert.IsLessThan(1 << 20, picture.Length);
        Assert.IsGreaterThan(0, picture.AsSpan().IndexOf("ANIM"u8));
    }

    /// <summary>Each package that packaging/pack makes is in its table and in that of docs/packages.md.</summary>
    [TestMethod]
    public void EveryPackageIsInTheTable()
    {
        string root = Documents.Root;
        string[] packages =
        [
            .. Directory.GetFiles(Path.Combine(root, "src"), "*.csproj", SearchOption.AllDirectories).Select(p => Path.GetFileNameWithoutExtension(p)),
            .. Directory.GetFiles(Path.Combine(root, "packaging"), "MmaDfer.*.csproj", SearchOption.AllDirectories).Select(p => Path.GetFileNameWithoutExtension(p)),
            .. Directory.GetFiles(Path.Combine(root, "packaging", "bundles"), "*.nuspec").Select(p => Path.GetFileNameWithoutExtension(p)),
        ];
        Assert.HasCount(11, packages);
        foreach (string document in (string[])["README.md", "docs/packages.md"])
        {
            string[] rows = [.. Documents.Text(document).Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal))];
            foreach (string package in packages)
                Assert.IsTrue(rows.Any(r => r.Split('|')[1].Contains($"`{package}`", StringComparison.Ordinal)), $"{document} has no row for {package}.");
        }
    }
}
