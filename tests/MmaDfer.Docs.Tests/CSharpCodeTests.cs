namespace MmaDfer.Docs.Tests;

/// <summary>That the tests of documents can fail, and say where.</summary>
[TestClass]
public sealed class CSharpCodeTests
{
    [TestMethod]
    [DataRow("var p = recognizer.Recognise(camera, microphone);", 11, "CS1061", "Recognise")]
    [DataRow("using MmaDfer.Sdk;\n\nint x = 1;\nstring s = x;", 14, "CS0029", "string s = x;")]
    [DataRow("class A\n{\n    int Wrong => \"\";\n}", 13, "CS0029", "int Wrong")]
    [DataRow("using MmaDfer.Sdk.Nowhere;\n\nConsole.WriteLine();", 11, "CS0234", "Nowhere")]
    [DataRow("string nothing = null;", 11, "CS8600", "nothing")]
    [DataRow("class A\n{\n    EmotionStream stream;\n}", 13, "CS0246", "EmotionStream")]     // a whole file brings its usings
    [DataRow("Console.WriteLine(\"\")", 11, "CS1002", ";")]
    public void CodeErrorsAreReportedWithFileLineAndText(string code, int line, string id, string text)
    {
        string faults = CSharpCode.Faults(new CodeBlock("docs/made-up.md", 11, "csharp", code));
        StringAssert.StartsWith(faults, $"docs/made-up.md({line}): {id}: ");
        StringAssert.Contains(faults, text);
    }

    [TestMethod]
    [DataRow("npc.React(\"fear\");")]
    [DataRow("using var recognizer = EmotionRecognizer.CreateUntrained();\nConsole.WriteLine(new Kept(recognizer.ImageSize));\n\nrecord Kept(int Size);")]
    [DataRow("await foreach (EmotionReading reading in recognizer.WatchAsync(camera, microphone))\n    Console.WriteLine(reading);")]
    [DataRow("namespace Game;\n\nclass A(Godot.Node node)\n{\n    public Godot.Node Node => node;\n}")]
    public void RightCodeIsLeftAlone(string code) =>
        Assert.AreEqual("", CSharpCode.Faults(new CodeBlock("docs/made-up.md", 11, "csharp", code)));

    [TestMethod]
    public void FencesAndIndentedLinesAreFound()
    {
        CodeBlock[] blocks = [.. Documents.Read("a.md", "Text\n\n```csharp\nint x;\n\nint y;\n```\n\n    mmadfer doctor\n\n    mmadfer devices\n\n- list\n    more of it\n\n```\nbare\n```\n")];
        CollectionAssert.AreEqual(
            (CodeBlock[])[new("a.md", 4, "csharp", "int x;\n\nint y;"), new("a.md", 9, "", "mmadfer doctor\n\nmmadfer devices"), new("a.md", 17, "", "bare")],
            blocks);
    }

    [TestMethod]
    public void ACodeWithoutEndIsAFault() =>
        Assert.ThrowsExactly<AssertFailedException>(() => Documents.Read("a.md", "```csharp\nint x;\n").ToArray());
}
