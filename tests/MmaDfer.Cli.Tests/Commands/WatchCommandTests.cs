using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests.Commands;

[TestClass]
public sealed class WatchCommandTests
{
    private const string Picture = "lavfi:testsrc=size=64x48:rate=25", Tone = "lavfi:sine=frequency=440:sample_rate=16000";

    [TestMethod]
    public void EveryWindowOfARecordingIsALineOfJson()
    {
        using var folder = new TemporaryFolder();
        CliRun run = CliRun.Of("watch", "--model", TinyModel.Write(folder), "--frames", TestFiles.Face, "--audio", TestFiles.Voice, "--face-model", "none", "--json");
        JsonElement[] lines = JsonLines.Of(run);
        StringAssert.Contains(run.Error, "untrained");
        CollectionAssert.AreEqual(
            Enumerable.Range(1, 8).Select(i => 0.25 * i).ToArray(), JsonLines.Times(lines).Select(t => Math.Round(t, 3)).ToArray());
        foreach (JsonElement line in lines)
        {
            Assert.AreEqual(1, Sum(line.GetProperty("probabilities")), 1e-5);
            Assert.AreEqual(1, Sum(line.GetProperty("raw").GetProperty("probabilities")), 1e-5);
            Assert.IsInRange(-1, 1, line.GetProperty("valence").GetDouble());
            Assert.IsInRange(-1, 1, line.GetProperty("arousal").GetDouble());
            Assert.IsFalse(JsonLines.Has(line, "noFace"));
            Assert.AreEqual(line.GetProperty("time").GetDouble(), line.GetProperty("raw").GetProperty("end").GetDouble(), 0.05);
        }
        Assert.IsTrue(JsonLines.Has(lines[0], "warmingUp"));
        Assert.AreEqual(JsonValueKind.Null, lines[0].GetProperty("label").ValueKind);
        Assert.AreEqual(0, lines[0].GetProperty("confidence").GetDouble());
        string label = lines[^1].GetProperty("label").GetString()!;
        Assert.AreEqual(lines[^1].GetProperty("probabilities").GetProperty(label).GetDouble(), lines[^1].GetProperty("confidence").GetDouble());
        Assert.IsEmpty(lines[^1].GetProperty("flags").EnumerateArray());
    }

    [TestMethod]
    [DataRow("fear")]
    [DataRow("happiness")]
    [DataRow("surprise")]
    public void InTheQuickstartClipsAFaceIsFollowed(string emotion)
    {
        FaceModels.Default();
        JsonElement[] lines = JsonLines.Of(CliRun.Of(
            "watch", "--model", TestFiles.DemoModel, "--frames", Path.Combine(AppContext.BaseDirectory, "quickstart", emotion + ".y4m"), "--json"));
        Assert.HasCount(8, lines);
        Assert.IsFalse(lines.Any(l => JsonLines.Has(l, "noFace")));
    }

    [TestMethod]
    [DataRow("fear")]
    [DataRow("happiness")]
    [DataRow("surprise")]
    public void TheQuickstartClipsAreRecognised(string emotion)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "quickstart", emotion);
        // The last window shows all of the clip; what is told of it is still steadied by those before.
        JsonElement last = JsonLines.Of(CliRun.Of(
            "watch", "--model", TestFiles.DemoModel, "--frames", path + ".y4m", "--audio", path + ".wav", "--face-model", "none", "--json"))[^1];
        Assert.AreEqual(emotion, last.GetProperty("raw").GetProperty("label").GetString());
    }

    [TestMethod]
    public void ATurnedCameraShowsAsAnUprightOne()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder);
        // A still picture, so that it does not matter which of its frames a window has.
        static string Still(string filter) => $"lavfi:testsrc=size=64x48:rate=25,select='eq(n,0)',loop=-1:1,setpts=N/25/TB,{filter}";
        // 270 degrees, then mirrored, is undone by mirroring, then 90 degrees.
        double[] upright = LastOf(Still("null"));
        double right = Apart(LastOf(Still("hflip,transpose=1"), "--rotate", "270", "--mirror")), wrong = Apart(LastOf(Still("hflip,transpose=1")));
        Console.WriteLine($"{right} apart if turned, {wrong} if not");
        // The camera's colours are of half its width and height, between other pixels once it is turned.
        Assert.IsLessThan(0.0001, right);
        Assert.IsGreaterThan(10 * right, wrong);
        StringAssert.Contains(CliRun.Of("watch", "-m", model, "--microphone", Tone, "--rotate", "90").Misuse(), "--rotate and --mirror are for frames");

        double Apart(double[] other) => upright.Zip(other, (a, b) => Math.Abs(a - b)).Max();
        double[] LastOf(string camera, params string[] more)
        {
            JsonElement last = Watched(["-m", model, "--camera", camera, .. more])[^1];
            return [.. last.GetProperty("raw").GetProperty("probabilities").EnumerateObject().Select(p => p.Value.GetDouble())];
        }
    }

    [TestMethod]
    public void StraighteningWithoutEyesIsTold()
    {
        using var folder = new TemporaryFolder();
        string[] watch = ["watch", "-m", TinyModel.Write(folder), "--frames", TestFiles.Face, "--face-model", "none", "--json"];
        CliRun plain = CliRun.Of(watch), straightened = CliRun.Of([.. watch, "--straighten"]);
        Assert.AreEqual(plain.Output, straightened.Output);
        Assert.AreEqual(1, straightened.Error.Split("--straighten does nothing: nobody says where the eyes are").Length - 1, straightened.Error);
        Assert.DoesNotContain("straighten", plain.Error);
    }

    [TestMethod]
    public void WithoutATerminalEachReadingIsALineOfText()
    {
        using var folder = new TemporaryFolder();
        CliRun run = CliRun.Of("watch", "--model", TinyModel.Write(folder), "--media", TestFiles.Face, "--face-model", "none", "--seconds", "1.6");
        Assert.AreEqual(ExitCode.Done, run.Code, run.Error);
        string[] lines = run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.HasCount(6, lines);
        Assert.AreEqual("00:00:00.2  - 0 %  (no audio, warming up)", lines[0]);
        StringAssert.Matches(lines[^1], new Regex(@"^00:00:01\.5  [a-z]+ \d+ %  \(no audio\)$"));
    }

    [TestMethod]
    public void InRealTimeARecordingTakesItsOwnLength()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder);
        long start = Stopwatch.GetTimestamp();
        JsonElement[] lines = JsonLines.Of(CliRun.Of(
            "watch", "--model", model, "--frames", TestFiles.Face, "--audio", TestFiles.Voice, "--face-model", "none", "--realtime", "--json"));
        Assert.IsGreaterThan(1.9, Stopwatch.GetElapsedTime(start).TotalSeconds);
        Assert.IsInRange(1, 9, lines.Length);
        JsonLines.AssertIncreasing(lines);
        Assert.IsInRange(1.7, 2.1, JsonLines.Times(lines)[^1]);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ADamagedRecordingFailsAlsoInRealTime(bool realTime)
    {
        using var folder = new TemporaryFolder();
        byte[] film = File.ReadAllBytes(TestFiles.Face);
        string cut = folder.Write("cut.y4m", film[..(film.Length / 2)]);
        CliRun run = CliRun.Of(["watch", "--model", TinyModel.Write(folder), "--frames", cut, "--face-model", "none", .. realTime ? (string[])["--realtime"] : []]);
        Assert.AreEqual(ExitCode.BadInput, run.Code, run.Error);
        StringAssert.Contains(run.Error, "cut.y4m");
    }

    [TestMethod]
    public void ACameraAndAMicrophoneAreWatched()
    {
        RequiredTools.Ffmpeg();
        using var folder = new TemporaryFolder();
        JsonElement[] lines = Watched("--model", TinyModel.Write(folder), "--camera", Picture, "--microphone", Tone);
        JsonLines.AssertIncreasing(lines);
        Assert.IsFalse(JsonLines.Has(lines[^1], "noFace") || JsonLines.Has(lines[^1], "noAudio"), lines[^1].ToString());
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task AnInterruptEndsItWithoutAnError()
    {
        RequiredTools.Ffmpeg();
        using var folder = new TemporaryFolder();
        using Process process = CliProcess.StartInterruptible(["watch", "--model", TinyModel.Write(folder), "--camera", Picture, "--face-model", "none", "--json"]);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Assert.IsNotNull(await process.StandardOutput.ReadLineAsync());
        CliProcess.Signal(process, "INT");
        string rest = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.AreEqual(ExitCode.Done, process.ExitCode, await errors);
        foreach (string line in rest.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            JsonElement.Parse(line);
    }

    [TestMethod]
    public void FaultsAreReportedInOneSentence()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder), text = folder.Write("notes.xml", "These are notes."u8.ToArray());
        StringAssert.Contains(Failure("--frames", folder["missing.y4m"]), "missing.y4m");
        StringAssert.Contains(Failure("--audio", text), "notes.xml");
        StringAssert.Contains(Failure("--media", TestFiles.Face, "--face-model", folder["no.xml"]), "no.xml");
        StringAssert.Contains(Failure("--media", TestFiles.Face, "--face-model", text), "notes.xml");
        StringAssert.Contains(Failure("--media", TestFiles.Face, "--face-model", "none", "--adapter", folder["no.adapter"]), "no.adapter");
        folder.Write("short.y4m", [.. "YUV4MPEG2 W16 H16 F25:1 Cmono\nFRAME\n"u8, .. new byte[256]]);
        StringAssert.Contains(Failure("--frames", folder["short.y4m"], "--face-model", "none"), "short.y4m");

        // The model may be known by then to be untrained.
        string Failure(params string[] args)
        {
            CliRun run = CliRun.Of(["watch", "--model", model, "--json", .. args]);
            Assert.AreEqual(ExitCode.BadInput, run.Code, run.Error);
            Assert.AreEqual("", run.Output);
            return run.Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)[^1];
        }
    }

    [TestMethod]
    public void AnUnavailableEngineIsNamed() =>
        StringAssert.Contains(
            CliRun.Of("watch", "--model", "m", "--media", "x", "--engine", "steam").Failure(ExitCode.EngineNotAvailable), "steam");

    [TestMethod]
    [DataRow("1.5")]
    [DataRow("-0.1")]
    public void AnImpossibleMinimumIsUsage(string share)
    {
        using var folder = new TemporaryFolder();
        CliRun run = CliRun.Of("watch", "--model", TinyModel.Write(folder), "--media", TestFiles.Face, "--min-face", share);
        Assert.AreEqual(ExitCode.Usage, run.Code);
        StringAssert.Contains(run.Error, $"--min-face {share}: must be between 0 and 1.");
    }

    [TestMethod]
    public void AudioAloneNeedsNoFaceModel()
    {
        using var folder = new TemporaryFolder();
        // Whether there is one or not.
        Assert.AreEqual(ExitCode.Done, CliRun.Of("watch", "--model", TinyModel.Write(folder), "--audio", TestFiles.Voice, "--face-model", folder["none.onnx"]).Code);
    }

    [TestMethod]
    public void AMissingDeviceIsNamed()
    {
        RequiredTools.Ffmpeg();
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder);
        foreach (string device in (string[])["--camera", "--microphone"])
        {
            StringAssert.Contains(
                CliRun.Of("watch", "--model", model, device, "lavfi:no-such-filter", "--json").Failure(ExitCode.BadInput), "no-such-filter");
            // Either there is none at all, or none of this name.
            StringAssert.Contains(CliRun.Of("watch", "--model", model, device, "none of mine", "--json").Failure(ExitCode.BadInput), device[2..]);
        }
    }

    private static double Sum(JsonElement probabilities) => probabilities.EnumerateObject().Sum(p => p.Value.GetDouble());

    /// <summary>The readings of a camera for four seconds, or for as long as a busy machine needs for one.</summary>
    private static JsonElement[] Watched(params string[] arguments)
    {
        for (int seconds = 4; ; seconds *= 4)
        {
            JsonElement[] lines = JsonLines.Of(CliRun.Of(["watch", .. arguments, "--face-model", "none", "--seconds", $"{seconds}", "--json"]));
            if (lines.Length > 0 || seconds > 200)
            {
                Assert.IsNotEmpty(lines, $"no reading in {seconds} s");
                return lines;
            }
        }
    }
}
