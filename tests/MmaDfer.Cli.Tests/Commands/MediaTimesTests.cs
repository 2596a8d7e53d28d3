using System.Text.Json;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests.Commands;

/// <summary>Films whose tracks do not simply begin together and go on: the model that ships sees and hears in them what a viewer does.</summary>
[TestClass]
public sealed class MediaTimesTests
{
    [TestMethod]
    [DataRow("straight.mkv", "happiness", "fear", "sadness", "anger", "")]
    [DataRow("late-sound.ts", "happiness", "fear", "sadness", "anger", "")]
    [DataRow("sound-gap.mkv", "happiness", null, "sadness", "anger", "has 1 gap")]
    [DataRow("held-frame.mkv", "happiness", "sadness", "sadness", "anger", "")]
    public void EachTwoSecondsHaveTheirEmotion(string name, string first, string? second, string third, string fourth, string remark)
    {
        RequiredTools.Ffmpeg();
        using var folder = new TestFolder();
        CliRun run = CliRun.Of(
            "predict", "--model", TestFolder.DemoModel, "--media", Film(name), "--timeline", folder["t.svg"], "--window", "2", "--step", "2", "--json");
        JsonElement json = run.Json();
        JsonElement[] windows = [.. json.GetProperty("timeline").GetProperty("windows").EnumerateArray()];
        string?[] expected = [first, second, third, fourth];
        for (int i = 0; i < 4; i++)
        {
            Assert.IsTrue(windows[i].GetProperty("hasFrames").GetBoolean(), $"{2 * i} s");
            if (expected[i] is null)
                continue;
            Assert.AreEqual(expected[i], windows[i].GetProperty("label").GetString(), $"{2 * i} s");
            Assert.IsGreaterThan(0.75, windows[i].GetProperty("confidence").GetDouble(), $"{2 * i} s");
        }
        string[] remarks = [.. json.GetProperty("remarks").EnumerateArray().Select(r => r.GetString()!)];
        Assert.HasCount(remark.Length == 0 ? 0 : 1, remarks);
        foreach (string said in remarks)
        {
            StringAssert.Contains(said, remark);
            StringAssert.Contains(run.Error, said);
        }
    }

    [TestMethod]
    [DataRow("default-track-second.mkv", "fear", 0.95)]
    [DataRow("two-programs.ts", "fear", 0.95)]
    [DataRow("hdr-pq.mp4", "surprise", 0.6)]
    public void OfSeveralTracksTheRightOneInItsTrueColours(string name, string label, double confidence)
    {
        RequiredTools.Ffmpeg();
        JsonElement json = CliRun.Of("predict", "--model", TestFolder.DemoModel, "--media", Film(name), "--json").Json();
        Assert.AreEqual(label, json.GetProperty("label").GetString());
        Assert.IsGreaterThan(confidence, json.GetProperty("confidence").GetDouble());
    }

    [TestMethod]
    public void AHeldFrameIsWatched()
    {
        RequiredTools.Ffmpeg();
        CliRun run = CliRun.Of("watch", "--model", TestFolder.DemoModel, "--media", Film("held-frame.mkv"), "--json");
        foreach (JsonElement line in JsonLines.Of(run).Skip(2))
            Assert.IsFalse(JsonLines.Has(line, "noFace"), line.ToString());
    }

    private static string Film(string name) => Path.Combine(AppContext.BaseDirectory, "films", name);
}
