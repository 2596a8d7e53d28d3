using System.Text.Json;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests.Commands;

/// <summary>Videos with speech, as people have them.</summary>
[TestClass]
public sealed class PredictMediaTests
{
    [TestMethod]
    public void AVideoWithSpeechIsRecognised()
    {
        using var folder = new TemporaryFolder();
        string speech = Speech.Speak(folder, "I am so happy to see you again, my friend. What a wonderful day!");
        RequiredTools.RunFfmpeg(
            "-stream_loop", "-1", "-i", TestFiles.Face, "-i", speech, "-c:v", "mpeg4", "-c:a", "aac", "-shortest", folder["film.mp4"]);
        string model = TinyModel.Write(folder);
        JsonElement json = CliRun.Of(
            "predict", "--model", model, "--media", folder["film.mp4"], "--timeline", folder["film.svg"], "--window", "1.5", "--json").Json();
        Assert.IsTrue(json.GetProperty("hasFrames").GetBoolean());
        Assert.IsTrue(json.GetProperty("hasAudio").GetBoolean());
        double end = json.GetProperty("end").GetDouble();
        Assert.IsGreaterThan(2, end);
        Assert.AreEqual(25 * end, json.GetProperty("frames").GetInt32(), 2);
        JsonElement windows = json.GetProperty("timeline").GetProperty("windows");
        Assert.AreEqual(Math.Ceiling((end - 1.5) / 0.5) + 1, windows.GetArrayLength(), 1);
        Assert.IsTrue(windows.EnumerateArray().All(w => w.GetProperty("hasFrames").GetBoolean() && w.GetProperty("hasAudio").GetBoolean()));
        Assert.IsTrue(File.Exists(folder["film.svg"]));
    }

    [TestMethod]
    public void AFileMayLackFramesOrAudio()
    {
        using var folder = new TemporaryFolder();
        RequiredTools.RunFfmpeg("-i", TestFiles.Face, "-c:v", "mpeg4", folder["silent.mp4"]);
        RequiredTools.RunFfmpeg("-i", TestFiles.Voice, "-c:a", "aac", folder["dark.m4a"]);
        string model = TinyModel.Write(folder);
        JsonElement silent = CliRun.Of("predict", "--model", model, "--media", folder["silent.mp4"], "--json").Json();
        Assert.IsFalse(silent.GetProperty("hasAudio").GetBoolean());
        Assert.AreEqual(50, silent.GetProperty("frames").GetInt32());
        JsonElement dark = CliRun.Of("predict", "--model", model, "--media", folder["dark.m4a"], "--json").Json();
        Assert.IsFalse(dark.GetProperty("hasFrames").GetBoolean());
        Assert.IsTrue(dark.GetProperty("hasAudio").GetBoolean());
    }

    [TestMethod]
    public void NumberedFramesAreReadByNumberByDefault()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder);
        Directory.CreateDirectory(folder["plain"]);
        RequiredTools.RunFfmpeg("-i", TestFiles.Face, "-frames:v", "30", folder["plain/%d.png"]);
        Directory.CreateDirectory(folder["padded"]);
        foreach (int i in Enumerable.Range(1, 30))
            File.Copy(folder[$"plain/{i}.png"], folder[$"padded/{i:00}.png"]);
        JsonElement padded = Predict("padded"), plain = Predict("plain"), byName = Predict("plain", "--frame-order", "name");
        Assert.AreEqual(padded.GetProperty("probabilities").GetRawText(), plain.GetProperty("probabilities").GetRawText());
        Assert.AreNotEqual(padded.GetProperty("probabilities").GetRawText(), byName.GetProperty("probabilities").GetRawText());
        Assert.AreEqual(0, padded.GetProperty("warnings").GetArrayLength());
        StringAssert.Contains(plain.GetProperty("warnings")[0].GetString(), "order of their numbers");
        StringAssert.Contains(byName.GetProperty("warnings")[0].GetString(), "order of their names");
        StringAssert.Contains(CliRun.Of("predict", "-m", model, "--frames", folder["plain"]).Error, "Warning: '");
        StringAssert.Contains(CliRun.Of("watch", "-m", model, "--frames", folder["plain"], "--face-model", "none", "--json").Error, "Warning: '");

        string csv = folder.Write("clips.csv", "path,label\nplain,0\n"u8.ToArray());
        CliRun evaluated = CliRun.Of("evaluate", "-m", model, "--data", csv, "--json");
        StringAssert.Contains(evaluated.Error, "order of their numbers");
        double loss = Loss(evaluated), other = Loss(CliRun.Of("evaluate", "-m", model, "--data", csv, "--frame-order", "name", "--json"));
        Assert.AreNotEqual(loss, other);
        StringAssert.Contains(CliRun.Of("predict", "-m", model, "--frames", "x", "--frame-order", "size").Misuse(), "--frame-order size: must be name or number.");

        JsonElement Predict(string name, params string[] more) =>
            CliRun.Of(["predict", "-m", model, "--frames", folder[name], "--json", .. more]).Json();
        static double Loss(CliRun run) => run.Json().GetProperty("nll").GetDouble();
    }

    [TestMethod]
    public void FramesOfATurnedCameraAreTurnedUpright()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder);
        string upright = Predict(Frames("upright", "null"));
        // A camera that lies on its left side sees the world turned to the right: "transpose=1" is 90 degrees clockwise.
        Assert.AreEqual(upright, Predict(Frames("r", "transpose=1"), "--rotate", "270"));
        Assert.AreEqual(upright, Predict(Frames("l", "transpose=2"), "--rotate", "90"));
        Assert.AreEqual(upright, Predict(Frames("d", "hflip,vflip"), "--rotate", "180"));
        Assert.AreEqual(upright, Predict(Frames("m", "hflip"), "--mirror"));
        Assert.AreEqual(upright, Predict(Frames("lm", "hflip,transpose=2"), "--rotate", "90", "--mirror"));
        Assert.AreNotEqual(upright, Predict(Frames("d", "hflip,vflip")));
        StringAssert.Contains(CliRun.Of("predict", "-m", model, "--audio", TestFiles.Voice, "--rotate", "90").Misuse(), "--rotate and --mirror are for frames");
        StringAssert.Contains(CliRun.Of("predict", "-m", model, "--list", "a.csv", "--out", "b", "--mirror").Misuse(), "cannot be combined with --list");
        StringAssert.Contains(CliRun.Of("predict", "-m", model, "--media", "x.mp4", "--rotate", "45").Misuse(), "--rotate 45: must be 0, 90, 180 or 270 degrees.");

        string Frames(string name, string filter)
        {
            Directory.CreateDirectory(folder[name]);
            RequiredTools.RunFfmpeg("-y", "-i", TestFiles.Face, "-frames:v", "8", "-vf", "format=rgb24,crop=iw:ih-16," + filter, folder[name + "/%d.png"]);
            return folder[name];
        }
        string Predict(string frames, params string[] more) =>
            CliRun.Of(["predict", "-m", model, "--frames", frames, "--json", .. more]).Json().GetProperty("probabilities").GetRawText();
    }

    [TestMethod]
    public void AFileThatIsNotAVideoIsNamed()
    {
        using var folder = new TemporaryFolder();
        RequiredTools.Ffmpeg();
        string text = folder.Write("notes.mp4", "These are notes, not a film."u8.ToArray());
        string failure = CliRun.Of("predict", "--model", TinyModel.Write(folder), "--media", text, "--json").Failure(ExitCode.BadInput);
        StringAssert.Contains(failure, text);
    }
}
