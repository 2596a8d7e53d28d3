using System.Text.RegularExpressions;

namespace MmaDfer.Docs.Tests;

/// <summary>C# in documents compiles.</summary>
[TestClass]
public sealed partial class CSharpTests
{
    public static IEnumerable<object[]> DocumentsWithCode => Blocks.Select(b => b.File).Distinct().Select(f => new object[] { f });

    private static IEnumerable<CodeBlock> Blocks => Documents.Blocks.Where(b => b.Language is "csharp" or "cs");

    [TestMethod]
    [DynamicData(nameof(DocumentsWithCode))]
    public void ItCompiles(string document)
    {
        List<string> faults = [], left = [];
        foreach (CodeBlock block in Blocks.Where(b => b.File == document && !IsPartOfASample(b)))
        {
            if (CSharpCode.CanCompile(block))
                faults.Add(CSharpCode.Faults(block));
            else
                left.Add($"{block}");
        }
        string all = string.Join('\n', faults.Where(f => f.Length > 0));
        Assert.AreEqual("", all, $"Code in {document} does not compile:\n{all}");
        if (left.Count > 0)
            Sdk.Conformance.RequiredTools.Missing("MMADFER_REQUIRE_SILKNET", $"not compiled, as no package source has Silk.NET.OpenAL: {string.Join(", ", left)}.");
    }

    /// <summary>A page beside a sample may show lines of it: they are compiled with the sample, which is part of this project or of the solution.</summary>
    [TestMethod]
    public void SamplePagesShowCodeOfTheirSources()
    {
        CodeBlock[] shown = [.. Blocks.Where(b => b.File.StartsWith("samples/GodotDotNet/", StringComparison.Ordinal) || b.File.StartsWith("samples/MonoGame/", StringComparison.Ordinal))];
        Assert.AreNotEqual(0, shown.Length);
        foreach (CodeBlock block in shown)
            Assert.IsTrue(IsPartOfASample(block), $"{block}: these lines are not in a source file beside the page.");
    }

    private static bool IsPartOfASample(CodeBlock block)
    {
        string folder = Path.Combine(Documents.Root, Path.GetDirectoryName(block.File)!);
        return block.File.StartsWith("samples/", StringComparison.Ordinal)
            && Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories).Any(f => Bare(File.ReadAllText(f)).Contains(Bare(block.Code), StringComparison.Ordinal));
    }

    private static string Bare(string code) => Indent().Replace(code.ReplaceLineEndings("\n"), "");

    [GeneratedRegex("^ +", RegexOptions.Multiline)]
    private static partial Regex Indent();
}
