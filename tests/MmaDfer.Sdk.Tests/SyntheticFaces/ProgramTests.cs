using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Sdk.Tests.SyntheticFaces;

[TestClass]
public sealed class ProgramTests
{
    [TestMethod]
    public void ClipsAndSheetAreWritten()
    {
        using var folder = new TemporaryFolder();
        (int code, string output, string error) = Run(
            "--out", folder["set"], "--clips", "2", "--seed", "3", "--style", "sketch", "--size", "48", "--fps", "4", "--sheet", folder["faces.png"]);
        Assert.AreEqual((0, ""), (code, error));
        StringAssert.Contains(output, folder["set", "clips.csv"]);
        CollectionAssert.AreEqual(new[] { "faces.png", "set" }, folder.Names());
    }

    [TestMethod]
    public void DisjointPeopleComeFromDisjointNumbers()
    {
        using var folder = new TemporaryFolder();
        Assert.AreEqual(0, Run("--out", folder["train"], "--clips", "14", "--size", "32", "--identities", "6").Code);
        Assert.AreEqual(0, Run("--out", folder["test"], "--clips", "14", "--size", "32", "--first-identity", "6", "--identities", "3").Code);
        int[] People(string set) => [.. File.ReadAllLines(folder[set, "clips.csv"]).Skip(1).Select(l => int.Parse(l.Split(',')[3], null))];
        Assert.IsTrue(People("train").All(p => p is >= 0 and < 6));
        Assert.IsTrue(People("test").All(p => p is >= 6 and < 9));
    }

    [TestMethod]
    [DataRow("--out is missing.")]
    [DataRow("--out needs a value.", "--out")]
    [DataRow("--clips 0: a whole number from 1 to 1000000 is needed.", "--out", "x", "--clips", "0")]
    [DataRow("--seed 1.5: a whole number from 0 to 2147483647 is needed.", "--out", "x", "--seed", "1.5")]
    [DataRow("--size 97: an even number is needed.", "--out", "x", "--size", "97")]
    [DataRow("--style manga: cartoon or sketch is needed.", "--out", "x", "--style", "manga")]
    [DataRow("--colour is not an option.", "--colour", "red")]
    public void AWrongCommandLineGetsOneSentence(string message, params string[] words)
    {
        (int code, string output, string error) = Run(words);
        Assert.AreEqual((2, ""), (code, output));
        StringAssert.StartsWith(error, message);
        Assert.AreEqual(error.Length - 1, error.IndexOf('\n', StringComparison.Ordinal), error);
    }

    [TestMethod]
    public void AFolderThatCannotBeMadeGetsOneSentence()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("file", [1]);
        (int code, _, string error) = Run("--out", file, "--clips", "1");
        Assert.AreEqual(1, code);
        StringAssert.Contains(error, file);
        Assert.AreEqual(error.Length - 1, error.IndexOf('\n', StringComparison.Ordinal), error);
    }

    private static (int Code, string Output, string Error) Run(params string[] words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        return (Program.Run(words, output, error), output.ToString(), error.ToString());
    }
}
