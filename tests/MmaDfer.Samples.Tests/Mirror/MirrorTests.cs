using System.Text.RegularExpressions;
using MmaDfer.Samples.Mirror;
using MmaDfer.Samples.Stage;
using MmaDfer.Samples.Stage.Drawing;
using MmaDfer.Samples.Stage.Inputs;
using MmaDfer.Samples.Stage.Windows;
using MmaDfer.Samples.SyntheticFaces;
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

    /// <summary>Whatever it does: what it says is read above it.</summary>
    [TestMethod]
    public void TheCompanionStaysBelowItsWords()
    {
        foreach (string? label in (string?[])[.. Mafw, null])
        {
            var companion = new Companion();
            var canvas = new Canvas(View.Width, View.Height);
            for (int i = 0; i < 180; i++)
            {
                canvas.Begin();
                int before = canvas.Shapes.Count;
                companion.Draw(canvas, 576, 204, label, TimeSpan.FromSeconds(i / 30.0));
                foreach (Shape shape in canvas.Shapes.Skip(before).Where(s => s.Softness <= 2))
                {
                    Assert.IsGreaterThan(View.SpeechBottom, shape.Centre.Y - Extent(shape).Y, $"{label ?? "nobody"} at {i}");
                    Assert.IsLessThan(336, shape.Centre.Y + Extent(shape).Y, $"{label ?? "nobody"} at {i}");
                }
            }
            canvas.Begin();
            Assert.IsLessThan(256, canvas.Text(576, View.SpeechBottom - 10, 12, Mood.GetWords(label), Style.Ink, 0.5f), label);
        }
    }

    [TestMethod]
    [Timeout(600_000)]
    public void WhileItWarmsUpTheGraphSaysSo()
    {
        var options = new CommandLine(["--mute"], "--mute");
        var clock = new CaptureClock();
        using EmotionRecognizer recognizer = options.LoadRecognizer();
        using var person = new DrawnPerson([Emotion.Happiness, Emotion.Happiness]);
        person.WaitUntilDrawn();
        using var mirror = new View(options, recognizer, clock, loop: null, person);
        var canvas = new Canvas(View.Width, View.Height);
        Assert.AreEqual(0f, mirror.WarmUp);
        var shares = new List<float>();
        bool saysSo = false;
        for (int i = 0; mirror.WarmUp is { } share && i < 500; i++)
        {
            shares.Add(share);
            mirror.Draw(canvas, TimeSpan.FromSeconds(i / 50.0));
            // Letters in the middle of the graph.
            saysSo |= IsWritten(canvas) && mirror.WarmUp is not null;
            Wait.Until(() => !mirror.IsBehind(TimeSpan.FromSeconds(i / 50.0)), "The network does not follow.");
        }
        Assert.IsTrue(saysSo);
        Assert.IsNull(mirror.WarmUp);
        Assert.IsTrue(shares.Zip(shares.Skip(1)).All(s => s.First <= s.Second), "It never goes back.");
        Assert.IsTrue(shares.Any(s => s is > 0.3f and < 0.7f));
        Assert.IsFalse(IsWritten(canvas));

        bool IsWritten(Canvas drawn)
        {
            int first = -1;
            for (int i = 0; i < drawn.Shapes.Count && first < 0; i++)
                first = drawn.Shapes[i] is { Kind: Shape.Box } s && s.Centre == new System.Numerics.Vector2(380, 438) ? i : -1;
            return first >= 0 && drawn.Shapes.Skip(first + 1).Count(s => s.Centre.X is > 250 and < 510 && s.Centre.Y is > 414 and < 434) > 10;
        }
    }

    [TestMethod]
    [Timeout(600_000)]
    public void TheAnimationOfThePageIsWritten()
    {
        RequiredTools.Ffmpeg();
        using var folder = new TemporaryFolder();
        using StringWriter output = new(), error = new();
        int code = CommandLine.Run(() => Program.Run(["--animation", folder["mirror.gif"], "--seconds", "1", "--mute"], output, default), error);
        Assert.AreEqual(0, code, error.ToString());
        StringAssert.Matches(output.ToString(), new Regex(@"mirror\.gif: \d+ KB, \d+ readings on cpu"));
        using IFrameSource frames = FrameSource.Open(folder["mirror.gif"]);
        int count = 0;
        for (; frames.TryRead(out FrameView frame, out _); count++)
            Assert.AreEqual((640, 360), (frame.Width, frame.Height));
        Assert.AreEqual(Animation.FramesPerSecond, count);

        code = CommandLine.Run(() => Program.Run(["--animation", folder["none", "mirror.gif"], "--seconds", "1", "--mute"], output, default), error);
        Assert.AreEqual(1, code);
        StringAssert.StartsWith(error.ToString(), "ffmpeg cannot write ");
    }

    private static System.Numerics.Vector2 Extent(Shape shape) =>
        (System.Numerics.Vector2.Abs(shape.Along) * shape.Reach.X) + (System.Numerics.Vector2.Abs(new(-shape.Along.Y, shape.Along.X)) * shape.Reach.Y);

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
