using System.Globalization;
using MmaDfer.Samples.SyntheticPeople;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Samples.Tests.People;

[TestClass]
public sealed class ProgramTests
{
    [TestMethod]
    public void ClipsListShapesAndSheetAreWritten()
    {
        using var folder = new TemporaryFolder();
        string kit = TinyHead.Write(folder["kit"]);
        (int code, string output, string error) = Run(
            "--facekit", kit, "--cache", folder["cache"], "--out", folder["set"], "--clips", "7", "--size", "32", "--fps", "3", "--seconds", "1", "--sheet", folder["people.png"], "--rows", "1",
            "--first-identity", "5", "--identities", "3", "--speech", "0");
        Assert.AreEqual((0, ""), (code, error));
        StringAssert.Contains(output, folder["set", "clips.csv"]);
        string[] lines = File.ReadAllLines(folder["set", "clips.csv"]);
        Assert.AreEqual("path,label,audio,identity,tone,age,appearance,shapes,voice", lines[0]);
        Assert.HasCount(8, lines);
        Assert.AreEqual(7, lines.Skip(1).Select(l => l.Split(',')[1]).Distinct().Count());
        foreach (string[] fields in lines.Skip(1).Select(l => l.Split(',')))
        {
            Assert.IsTrue(int.Parse(fields[3], CultureInfo.InvariantCulture) is >= 5 and < 8);
            Assert.AreEqual("syllables", fields[8]);
            Assert.IsTrue(File.Exists(folder["set", fields[0]]) && File.Exists(folder["set", fields[2]]));
            string[] shapes = File.ReadAllLines(folder["set", fields[7]]);
            Assert.AreEqual(string.Join(',', TinyHead.Shapes), shapes[0]);
            // A line for each frame, a number for each shape.
            Assert.HasCount(4, shapes);
            Assert.IsTrue(shapes.Skip(1).All(s => s.Split(',').Length == TinyHead.Shapes.Length));
        }
        CollectionAssert.AreEqual("PNG"u8.ToArray(), File.ReadAllBytes(folder["people.png"])[1..4]);
    }

    [TestMethod]
    [DataRow("--out or --sheet is missing.")]
    [DataRow("--facekit is missing: a head model is needed. git clone", "--out", "x")]
    [DataRow("--facekit and --makehuman exclude each other", "--facekit", "a", "--makehuman", "b", "--out", "x")]
    [DataRow("--clips 0: a whole number from 1 to 1000000 is needed.", "--clips", "0")]
    [DataRow("--size 97: an even number is needed.", "--size", "97")]
    [DataRow("--colour is not an option.", "--colour", "red")]
    [DataRow("--cache needs a value.", "--cache")]
    public void AWrongCommandLineGetsOneSentence(string message, params string[] words)
    {
        (int code, string output, string error) = Run(words);
        Assert.AreEqual((2, ""), (code, output));
        StringAssert.StartsWith(error, message);
        Assert.AreEqual(error.Length - 1, error.IndexOf('\n', StringComparison.Ordinal), error);
    }

    [TestMethod]
    public void AnInterruptedRunLeavesNoList()
    {
        using var folder = new TemporaryFolder();
        string kit = TinyHead.Write(folder["kit"]);
        using var error = new StringWriter();
        int code = Program.Run(["--facekit", kit, "--cache", folder["cache"], "--out", folder["set"], "--clips", "3", "--size", "32"], TextWriter.Null, error, new CancellationToken(canceled: true));
        Assert.AreEqual(130, code);
        StringAssert.StartsWith(error.ToString(), "Interrupted");
        Assert.IsFalse(File.Exists(folder["set", "clips.csv"]));
    }

    [TestMethod]
    public void WithoutFliteAllVoicesSpeakSyllablesAndItIsSaid()
    {
        using var folder = new TemporaryFolder();
        using var error = new StringWriter { NewLine = "\n" };
        string kit = TinyHead.Write(folder["kit"]);
        int code = Program.Run(
            ["--facekit", kit, "--cache", folder["cache"], "--out", folder["set"], "--clips", "4", "--size", "32", "--fps", "1", "--seconds", "1", "--speech", "100"], TextWriter.Null, error, default, "no-such-flite");
        Assert.AreEqual((0, "no-such-flite is not installed: no clip has words, all voices speak syllables of no language.\n"), (code, error.ToString()));
        Assert.IsTrue(File.ReadLines(folder["set", "clips.csv"]).Skip(1).All(l => l.EndsWith(",syllables", StringComparison.Ordinal)));
    }

    internal static (int Code, string Output, string Error) Run(params string[] words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        return (Program.Run(words, output, error), output.ToString(), error.ToString());
    }
}
