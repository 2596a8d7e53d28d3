using System.Text.RegularExpressions;
using MmaDfer.Sdk.Native.Tests.Published;

namespace MmaDfer.Docs.Tests;

/// <summary>The documents of the repository, and the code in them.</summary>
internal static partial class Documents
{
    public static string Root => PublishedLibrary.Root;

    /// <summary>All of them, from the root of the repository.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "README.md",
        .. Files("docs", "*.md"),
        "samples/README.md",
        .. Directory.GetDirectories(Path.Combine(Root, "samples")).Order(StringComparer.Ordinal).SelectMany(f => Files(Path.GetRelativePath(Root, f), "README.md")),
        "packaging/models/README.md",
        "packaging/face/README.md",
        "packaging/unreal/README.md",
        "packaging/godot/README.md",
    ];

    public static IReadOnlyList<CodeBlock> Blocks { get; } = [.. All.SelectMany(d => Read(d, Text(d)))];

    public static string Text(string document) => File.ReadAllText(Path.Combine(Root, document)).ReplaceLineEndings("\n");

    /// <summary>Fenced code, and lines indented by four spaces below an empty one.</summary>
    public static IEnumerable<CodeBlock> Read(string document, string text)
    {
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            int first = i;
            if (Fence().Match(lines[i]) is { Success: true } fence)
            {
                first = ++i;
                while (i < lines.Length && lines[i] != "```")
                    i++;
                Assert.IsLessThan(lines.Length, i, $"{document}({first}): the code has no end.");
                yield return new CodeBlock(document, first + 1, fence.Groups[1].Value, string.Join('\n', lines[first..i]));
            }
            else if (lines[i].StartsWith("    ", StringComparison.Ordinal) && (i == 0 || lines[i - 1].Length == 0))
            {
                while (i < lines.Length && (lines[i].Length == 0 || lines[i].StartsWith("    ", StringComparison.Ordinal)))
                    i++;
                yield return new CodeBlock(document, first + 1, "", string.Join('\n', lines[first..i].Select(l => l.Length == 0 ? l : l[4..])).TrimEnd());
                i--;
            }
        }
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.GetFiles(Path.Combine(Root, folder), pattern).Select(f => $"{folder}/{Path.GetFileName(f)}".Replace('\\', '/')).Order(StringComparer.Ordinal);

    [GeneratedRegex("^```([a-z0-9+#-]*)$")]
    private static partial Regex Fence();
}
