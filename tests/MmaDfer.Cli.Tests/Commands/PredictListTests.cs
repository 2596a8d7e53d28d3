using System.Diagnostics;
using System.Text;
using System.Text.Json;
using MmaDfer.Cli.Predicting.Lists;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests.Commands;

[TestClass]
public sealed class PredictListTests
{
    [TestMethod]
    public void EachClipHasALineEqualToItsOwnPrediction()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder), list = TestClips.WriteList(folder, 4, labels: false);
        File.AppendAllText(list, "missing.y4m\n");
        CliRun run = CliRun.Of("predict", "-m", model, "--list", list, "--out", folder["out.jsonl"], "--json");
        Assert.AreEqual(ExitCode.ClipsFailed, run.Code);
        StringAssert.Contains(run.Error, "1 of 5 clips could not be read");
        JsonElement counts = JsonDocument.Parse(run.Output).RootElement;
        Assert.AreEqual((5, 4, 1, 0), (Count(counts, "clips"), Count(counts, "predicted"), Count(counts, "unreadable"), Count(counts, "doneBefore")));
        Assert.AreEqual((4, 0), (Count(counts, "withFrames"), Count(counts, "withAudio")));
        JsonElement[] lines = [.. File.ReadAllLines(folder["out.jsonl"]).Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.HasCount(5, lines);
        for (int i = 0; i < 4; i++)
        {
            Assert.AreEqual($"clip {i}.y4m", lines[i].GetProperty("path").GetString());
            JsonElement alone = CliRun.Of("predict", "-m", model, "--frames", folder[$"clip {i}.y4m"], "--json").Json();
            foreach (string field in (string[])["label", "confidence", "probabilities", "hasFrames", "hasAudio", "start", "end", "warnings"])
                Assert.AreEqual(alone.GetProperty(field).GetRawText(), lines[i].GetProperty(field).GetRawText(), field);
        }
        StringAssert.Contains(lines[4].GetProperty("error").GetString(), "does not exist");
    }

    [TestMethod]
    public void ShardsCoverTheListCountedFromZeroOrOne()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder), list = TestClips.WriteList(folder, 30);
        CliRun.Of("predict", "-m", model, "--list", list, "--out", folder["whole.jsonl"], "--json").Json();
        var joined = new List<string>();
        foreach (int shard in (int[])[1, 2, 3])
        {
            CliRun.Of("predict", "-m", model, "--list", list, "--shard", $"{shard}/3", "--out", folder[$"{shard}.jsonl"], "--json").Json();
            string[] lines = File.ReadAllLines(folder[$"{shard}.jsonl"]);
            Assert.IsTrue(lines.Length is > 3 and < 20, $"shard {shard} has {lines.Length} of 30 clips");
            joined.AddRange(lines);
        }
        CollectionAssert.AreEquivalent(File.ReadAllLines(folder["whole.jsonl"]), joined);
        CliRun.Of("predict", "-m", model, "--list", list, "--shard", "0/3", "--out", folder["0.jsonl"], "--json").Json();
        CollectionAssert.AreEqual(File.ReadAllLines(folder["3.jsonl"]), File.ReadAllLines(folder["0.jsonl"]));
    }

    [TestMethod]
    public void AClipsShardNeverChanges()
    {
        // Another program's numbers, written down once: a resumed or repeated run of an archive relies on it.
        int[] expected = [0, 3, 1, 2, 2, 3, 0, 5];
        string[] names = ["a.mp4", "b.mp4", "clips/00001", "clips/00002", "ünï/感情.mp4", "x 1-2.5", "", "/abs/x.wav"];
        int[] found = [.. names.Select(n => Enumerable.Range(0, 7).Single(i => new Shard(i, 7).Holds(n)))];
        CollectionAssert.AreEqual(expected, found, string.Join(", ", found));
    }

    [TestMethod]
    public void ARunResumesAfterAnIncompleteLine()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder), list = TestClips.WriteList(folder, 6), output = folder["out.jsonl"];
        CliRun.Of("predict", "-m", model, "--list", list, "--out", output, "--json").Json();
        byte[] whole = File.ReadAllBytes(output);
        int third = IndexOfLine(whole, 3);
        foreach (int kept in (int[])[0, 1, third - 1, third, third + 1, third + 40, whole.Length - 1, whole.Length])
        {
            File.WriteAllBytes(output, whole[..kept]);
            JsonElement counts = CliRun.Of("predict", "-m", model, "--list", list, "--out", output, "--resume", "--json").Json();
            Assert.AreEqual(whole[..kept].Count(b => b == '\n'), Count(counts, "doneBefore"), $"{kept} bytes");
            CollectionAssert.AreEqual(whole, File.ReadAllBytes(output), $"{kept} bytes");
        }
    }

    [TestMethod]
    public void NoClipIsLostOrDoneTwiceInKilledRuns()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder), list = TestClips.WriteList(folder, 400), output = folder["out.jsonl"];
        CliRun.Of("predict", "-m", model, "--list", list, "--out", folder["whole.jsonl"], "--threads", "1", "--json").Json();
        int kills = 0;
        for (long seen = 0; kills < 3; kills++)
        {
            using Process process = CliProcess.Start("predict", "-m", model, "--list", list, "--out", output, "--threads", "1", "--resume", "--json");
            // Its length alone: the file itself is locked.
            Wait.Until(() => process.HasExited || (File.Exists(output) && new FileInfo(output).Length > seen + 5000));
            process.Kill();
            process.WaitForExit();
            seen = new FileInfo(output).Length;
            Assert.IsTrue(File.ReadAllLines(output).Length < 400, "the run ended before it was killed");
        }
        CliRun.Of("predict", "-m", model, "--list", list, "--out", output, "--threads", "1", "--resume", "--json").Json();
        CollectionAssert.AreEqual(File.ReadAllLines(folder["whole.jsonl"]), File.ReadAllLines(output));
    }

    [TestMethod]
    public void ClipsThatFailedAreTriedAgain()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder), list = TestClips.WriteList(folder, 5, labels: false), output = folder["out.jsonl"];
        byte[] clip = File.ReadAllBytes(folder["clip 3.y4m"]);
        folder.Write("clip 1.y4m", "not a clip"u8.ToArray());
        File.Delete(folder["clip 3.y4m"]);
        string[] args = ["predict", "-m", model, "--list", list, "--out", output, "--json"];
        Assert.AreEqual(ExitCode.ClipsFailed, CliRun.Of(args).Code);
        folder.Write("clip 3.y4m", clip);
        CliRun second = CliRun.Of([.. args, "--resume"]);
        Assert.AreEqual(ExitCode.ClipsFailed, second.Code);
        JsonElement counts = JsonDocument.Parse(second.Output).RootElement;
        Assert.AreEqual((1, 1, 3), (Count(counts, "predicted"), Count(counts, "unreadable"), Count(counts, "doneBefore")));
        string[] lines = File.ReadAllLines(output);
        Assert.HasCount(5, lines);
        Assert.HasCount(5, lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("path").GetString()).Distinct().ToArray());
        Assert.AreEqual(1, lines.Count(l => l.Contains("\"error\"", StringComparison.Ordinal)));
        folder.Write("clip 1.y4m", clip);
        Assert.AreEqual(5, Count(CliRun.Of([.. args, "--resume"]).Json(), "clips"));
        Assert.AreEqual(5, Count(CliRun.Of([.. args, "--resume"]).Json(), "doneBefore"));
        CollectionAssert.DoesNotContain(folder.Names().Select(n => System.IO.Path.GetExtension(n)).ToArray(), ".tmp");
    }

    [TestMethod]
    public void PredictionsOfAnotherModelOrOptionsAreNotContinued()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder), list = TestClips.WriteList(folder, 3), output = folder["out.jsonl"];
        CliRun.Of("predict", "-m", model, "--list", list, "--out", output, "--json").Json();
        byte[] before = File.ReadAllBytes(output);
        byte[] weights = File.ReadAllBytes(model);
        // One weight in the middle.
        weights[weights.Length / 2] ^= 1;
        string other = folder.Write("other.safetensors", weights);
        foreach (string[] changed in (string[][])[["-m", other], ["-m", model, "--two-clip"], ["-m", model, "--frame-order", "name"]])
        {
            CliRun run = CliRun.Of(["predict", .. changed, "--list", list, "--out", output, "--resume"]);
            Assert.AreEqual(ExitCode.BadInput, run.Code, run.Error);
            StringAssert.Contains(run.Error, "was written with a different model, adapter or option");
            CollectionAssert.AreEqual(before, File.ReadAllBytes(output));
        }
        // The same model elsewhere is the same, and so are its answers with other threads.
        File.Copy(model, folder["copy.safetensors"]);
        JsonElement counts = CliRun.Of(
            "predict", "-m", folder["copy.safetensors"], "--list", list, "--out", output, "--resume", "--threads", "1", "--json").Json();
        Assert.AreEqual(3, Count(counts, "doneBefore"));
    }

    [TestMethod]
    public void ExistingFilesAreNotOverwritten()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder), list = TestClips.WriteList(folder, 2), output = folder.Write("out.jsonl", "notes of mine\n"u8.ToArray());
        StringAssert.Contains(
            CliRun.Of("predict", "-m", model, "--list", list, "--out", output).Failure(ExitCode.BadInput), "is not empty; give --resume");
        CliRun resumed = CliRun.Of("predict", "-m", model, "--list", list, "--out", output, "--resume");
        Assert.AreEqual(ExitCode.BadInput, resumed.Code);
        StringAssert.Contains(resumed.Error, "line 1: this line was not written by");
        Assert.AreEqual("notes of mine\n", File.ReadAllText(output));
        folder.Write("out.jsonl", Encoding.UTF8.GetBytes(new string('x', 2_000_000)));
        StringAssert.Contains(CliRun.Of("predict", "-m", model, "--list", list, "--out", output, "--resume").Error, "line 1: this line was not written by");
    }

    [TestMethod]
    public void TwoRunsCannotShareAFile()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder), list = TestClips.WriteList(folder, 2), output = folder["out.jsonl"];
        using (AnswerFile.Open(output, resume: true, "mark"))
        {
            CliRun run = CliRun.Of("predict", "-m", model, "--list", list, "--out", output, "--resume");
            Assert.AreEqual(ExitCode.BadInput, run.Code);
            StringAssert.Contains(run.Error, "cannot be written");
        }
        CliRun.Of("predict", "-m", model, "--list", list, "--out", output, "--resume", "--json").Json();
    }

    [TestMethod]
    [DataRow("need each other", "--list", "a")]
    [DataRow("need each other", "--out", "b", "--media", "c")]
    [DataRow("--list cannot be combined with", "--list", "a", "--out", "b", "--media", "c")]
    [DataRow("--list cannot be combined with", "--list", "a", "--out", "b", "--timeline", "c")]
    [DataRow("--shard and --resume need --list", "--media", "a", "--resume")]
    [DataRow("--shard and --resume need --list", "--media", "a", "--shard", "1/2")]
    [DataRow("--shard 3/2: must be I/N", "--list", "a", "--out", "b", "--shard", "3/2")]
    [DataRow("--shard 0/0: must be", "--list", "a", "--out", "b", "--shard", "0/0")]
    [DataRow("--shard x: must be", "--list", "a", "--out", "b", "--shard", "x")]
    public void AWrongCommandLineIsNamed(string message, params string[] args) =>
        StringAssert.Contains(CliRun.Of(["predict", "-m", "m", .. args]).Misuse(), message);

    private static int Count(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private static int IndexOfLine(byte[] bytes, int line)
    {
        int at = 0;
        for (int i = 0; i < line; i++)
            at = Array.IndexOf(bytes, (byte)'\n', at) + 1;
        return at;
    }
}
