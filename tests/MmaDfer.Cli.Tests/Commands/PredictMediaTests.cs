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
        using var folder = new TestFolder();
        string speech = Speech.Speak(folder, "I am so happy to see you again, my friend. What a wonderful day!");
        RequiredTools.RunFfmpeg(
            "-stream_loop", "-1", "-i", TestFolder.Face, "-i", speech, "-c:v", "mpeg4", "-c:a", "aac", "-shortest", folder["film.mp4"]);
        string model = folder.Model();
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
    public void AFileMayLackPicturesOrSound()
    {
        using var folder = new TestFolder();
        RequiredTools.RunFfmpeg("-i", TestFolder.Face, "-c:v", "mpeg4", folder["silent.mp4"]);
        RequiredTools.RunFfmpeg("-i", TestFolder.Voice, "-c:a", "aac", folder["dark.m4a"]);
        string model = folder.Model();
        JsonElement silent = CliRun.Of("predict", "--model", model, "--media", folder["silent.mp4"], "--json").Json();
        Assert.IsFalse(silent.GetProperty("hasAudio").GetBoolean());
        Assert.AreEqual(50, silent.GetProperty("frames").GetInt32());
        JsonElement dark = CliRun.Of("predict", "--model", model, "--media", folder["dark.m4a"], "--json").Json();
        Assert.IsFalse(dark.GetProperty("hasFrames").GetBoolean());
        Assert.IsTrue(dark.GetProperty("hasAudio").GetBoolean());
    }

    [TestMethod]
    public void AFileThatIsNoFilmIsNamed()
    {
        using var folder = new TestFolder();
        RequiredTools.Ffmpeg();
        string text = folder.Write("notes.mp4", "These are notes, not a film."u8.ToArray());
        string failure = CliRun.Of("predict", "--model", folder.Model(), "--media", text, "--json").Failure(ExitCode.BadInput);
        StringAssert.Contains(failure, text);
    }
}
