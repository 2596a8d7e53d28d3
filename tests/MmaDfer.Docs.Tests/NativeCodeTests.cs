using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Native.Tests.Published;

namespace MmaDfer.Docs.Tests;

/// <summary>C and C++ in documents compile, against the headers in the repository and stand-ins for ROS 2 and its like.</summary>
[TestClass]
public sealed class NativeCodeTests
{
    public static IEnumerable<object[]> DocumentsWithCode =>
        Documents.Blocks.Where(b => b.Language is "c" or "cpp").Select(b => (b.File, b.Language)).Distinct().Select(b => new object[] { b.File, b.Language });

    [TestMethod]
    [DynamicData(nameof(DocumentsWithCode))]
    public void ItCompiles(string document, string language)
    {
        string faults = Faults([.. Documents.Blocks.Where(b => b.File == document && b.Language == language)]);
        Assert.AreEqual("", faults, $"Code in {document} does not compile:\n{faults}");
    }

    [TestMethod]
    public void CodeErrorsAreReportedWithFileAndLine()
    {
        string faults = Faults([new CodeBlock("docs/made-up.md", 11, "c", "#include <mmadfer.h>\n\nint f(void)\n{\n    return mmadfer_lod(0);\n}")]);
        StringAssert.Contains(faults, "docs/made-up.md:15:");
        StringAssert.Contains(faults, "mmadfer_lod");
        StringAssert.Contains(Faults([new CodeBlock("docs/made-up.md", 11, "cpp", "int unused(int x) { return 1; }")]), "docs/made-up.md:11:");
    }

    private static string Faults(CodeBlock[] blocks)
    {
        using var folder = new TemporaryFolder();
        var faults = new List<string>();
        foreach (CodeBlock block in blocks)
        {
            string file = folder["block." + block.Language];
            File.WriteAllText(file, $"#line {block.Line} \"{block.File}\"\n{block.Code}\n");
            bool isC = block.Language == "c";
            (int code, string output, string error) = Tool.Run(
                Tool.Installed(isC ? "gcc" : "g++"),
                [.. Tool.Strict, isC ? "-std=c99" : "-std=c++17", "-fsyntax-only", "-I", PublishedLibrary.Headers, "-isystem", Path.Combine(Documents.Root, "tests", "MmaDfer.Docs.Tests", "StandIns", "ros"), file]);
            if (code != 0)
                faults.Add(output + error);
        }
        return string.Join('\n', faults);
    }
}
