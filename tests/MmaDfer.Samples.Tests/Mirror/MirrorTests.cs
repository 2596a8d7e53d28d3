using System.Text.RegularExpressions;
using MmaDfer.Samples.Mirror;
using MmaDfer.Samples.Stage;
using MmaDfer.Samples.Stage.Drawing;
using MmaDfer.Samples.Stage.Windows;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;
using Program = MmaDfer.Samples.Mirror.Program;
using View = MmaDfer.Samples.Mirror.Mirror;

namespace MmaDfer.Samples.Tests.Mirror;

[TestClass]
public sealed class MirrorTests
{
    private static readonly string[] Mafw =
    [
        "happiness", "sadness", "neutral", "anger", "surprise", "disgust", "fear", "contempt", "anxiety", "helplessness", "disappointment",
    ];

    [TestMethod]
    public void ItMirrorsJoyComfortsSadnessAndBacksOffFromAnger()
    {
        Mood joy = Mood.For("happiness"), sadness = Mood.For("sadness"), anger = Mood.For("anger"), calm = Mood.For("neutral");
        Assert.IsTrue(joy.Smile > 0.8f && joy.Bounce > 0.5f);
        Assert.IsTrue(sadness.Near > calm.Near && sadness.Smile > 0 && sadness.Bounce == 0);
        Assert.IsTrue(anger.Near < calm.Near && anger.Smile < 0);
        foreach (string label in Mafw)
        {
            Assert.AreNotEqual(Mood.For(null), Mood.For(label), label);
            Assert.AreNotEqual(Mood.GetWords(null), Mood.GetWords(label), label);
            Assert.AreNotEqual(Style.Of(null), Style.Of(label), label);
        }
        Assert.AreEqual((calm, joy), (calm.Towards(joy, 0), calm.Towards(joy, 1)));
    }

    [TestMethod]
    public void TheAudioIsNeverLoud()
    {
        foreach (string? label in (string?[])[.. Mafw, null])
        {
            float[] audio = Voice.Compose(label);
            Assert.IsTrue(audio.All(s => MathF.Abs(s) < 0.3f), label);
            if (audio.Length > 0)
                Assert.IsGreaterThan(0.05f, audio.Max(), label);
        }
        Assert.AreEqual(0, Voice.Compose(null).Length);
    }

    [TestMethod]
    [Timeout(600_000)]
    public void TheProgramRunsAndSavesItsWindow()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".png");
        try
        {
            using StringWriter output = new(), error = new();
            int code = CommandLine.Run(() => Program.Run(["--screenshot", path, "--seconds", "4", "--mute"], output, default), error);
            Assert.AreEqual(0, code, error.ToString());
            Match readings = Regex.Match(output.ToString(), @"frame time on .*longer than 16\.7 ms\s+(\d+) readings on cpu; speaker: off");
            Assert.IsTrue(readings.Success, output.ToString());
            Assert.IsInRange(1, 17, int.Parse(readings.Groups[1].Value));
            // Not a blank image.
            Assert.IsGreaterThan(20_000, new FileInfo(path).Length);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    [Timeout(600_000)]
    public void KeysSwitchTheInputAndFaultsAreReportedInOneLine()
    {
        var options = new CommandLine(["--media", Path.Combine(AppContext.BaseDirectory, "quickstart", "happiness.y4m"), "--faces", "none", "--mute"], "--mute");
        var clock = new CaptureClock();
        using EmotionRecognizer recognizer = options.LoadRecognizer();
        using IStage stage = new Offscreen(View.Width, View.Height);
        using var mirror = new View(options, recognizer, clock, new StageLoop(stage, clock));
        Assert.AreEqual("happiness.y4m", mirror.Source);
        Change('1', () => mirror.Source == "drawn person");
        Change('3', () => mirror.Source == "happiness.y4m");
        long before = mirror.Readings;
        Change('x', () => mirror.Readings >= before + 3);
        Assert.IsNull(mirror.Problem);

        options = new CommandLine(["--mute"], "--mute");
        using var without = new View(options, recognizer, clock, new StageLoop(stage, clock));
        without.Press('3');
        var canvas = new Canvas(View.Width, View.Height);
        while (without.Problem is null)
            without.Draw(canvas, clock.Now);
        StringAssert.Contains(without.Problem, "--media");
        Assert.AreEqual("drawn person", without.Source, "it keeps running");

        void Change(char key, Func<bool> isDone)
        {
            var drawn = new Canvas(View.Width, View.Height);
            mirror.Press(key);
            Wait.Until(() =>
            {
                mirror.Draw(drawn, clock.Now);
                return isDone();
            }, $"The key {key} does nothing.");
        }
    }
}
