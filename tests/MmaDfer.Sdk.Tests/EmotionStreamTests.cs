using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tests.Live;

namespace MmaDfer.Sdk.Tests;

/// <summary>What a game sees of a stream.</summary>
[TestClass]
public sealed class EmotionStreamTests
{
    private static readonly EmotionStreamOptions s_plain = new() { Smoothing = TimeSpan.Zero, Hysteresis = 0, MinHold = TimeSpan.Zero };
    private static TinyModel s_model = null!;

    [ClassInitialize]
    public static void CreateModel(TestContext _) => s_model = new TinyModel();

    [ClassCleanup]
    public static void DeleteModel() => s_model.Dispose();

    [TestMethod]
    [DataRow(1, false, false)]
    [DataRow(2, false, true)]
    [DataRow(1, true, false)]
    public void AWindowGivesThePredictionOfThatClip(int channels, bool twoClip, bool box)
    {
        using EmotionRecognizer recognizer = Load(new() { Engine = new CpuEngine(1), TwoClip = twoClip });
        using EmotionStream stream = recognizer.OpenStream();
        var player = new LivePlayer(stream, channels: channels) { Box = box ? new FaceBox(5, 4, 31, 31) : null };
        int compared = 0;
        player.Play(3);
        player.Play(1, each: reading =>
        {
            compared++;
            Assert.AreEqual(ReadingFlags.None, reading.Flags);
            EmotionPrediction raw = reading.Raw!;
            Assert.AreEqual(reading.Time, raw.End);
            Assert.AreEqual(3, (raw.End - raw.Start).TotalSeconds, 1e-6);
            EmotionPrediction expected = player.Recognize(recognizer, raw.Start, raw.End);
            CollectionAssert.AreEqual(expected.Logits.ToArray(), raw.Logits.ToArray());
            CollectionAssert.AreEqual(expected.Probabilities.ToArray(), raw.Probabilities.ToArray());
        });
        Assert.IsGreaterThanOrEqualTo(3, compared);
    }

    [TestMethod]
    public void ReadingsComeOncePerIntervalAndWarmUpFirst()
    {
        using EmotionRecognizer recognizer = Load();
        using EmotionStream stream = recognizer.OpenStream();
        Assert.IsFalse(stream.TryGetLatest(out _));
        var times = new List<(double Time, ReadingFlags Flags)>();
        new LivePlayer(stream).Play(4, each: r => times.Add((r.Time.TotalSeconds, r.Flags)));
        Assert.AreEqual(14, times.Count, 2);
        foreach ((double time, ReadingFlags flags) in times)
            Assert.AreEqual(time < 1.45 ? ReadingFlags.WarmingUp : ReadingFlags.None, flags, $"{time}");
        Assert.AreEqual(times.Count, stream.Statistics.Readings);
        Assert.AreEqual(100, stream.Statistics.FramesKept);
    }

    [TestMethod]
    public void UpdateRaisesEachChangeOnce()
    {
        using EmotionRecognizer recognizer = Load();
        using EmotionStream stream = recognizer.OpenStream(s_plain);
        var raised = new List<string>();
        int thread = Environment.CurrentManagedThreadId;
        stream.FaceFound += (_, _) => Add("face");
        stream.FaceLost += (_, _) => Add("no face");
        stream.AudioFound += (_, _) => Add("audio");
        stream.AudioLost += (_, _) => Add("no audio");
        stream.EmotionChanged += (sender, change) =>
        {
            Assert.AreSame(stream, sender);
            Assert.AreEqual(change.Reading.Label, change.Label);
            Assert.AreEqual(change.Reading.Confidence, change.Confidence);
            Add($"{change.PreviousLabel ?? "-"} > {change.Label ?? "-"}");
        };
        void Add(string what)
        {
            Assert.AreEqual(thread, Environment.CurrentManagedThreadId);
            raised.Add(what);
        }

        var player = new LivePlayer(stream);
        stream.Update();
        Assert.IsEmpty(raised);
        player.Play(1);
        stream.Update();
        stream.Update();
        CollectionAssert.AreEqual((string[])["face", "audio"], raised);
        raised.Clear();

        player.Play(2);
        stream.Update();
        stream.Update();
        Assert.HasCount(1, raised);
        StringAssert.StartsWith(raised[0], "- > ");
        string emotion = raised[0][4..];
        raised.Clear();

        player.Play(1.5, face: false);
        stream.Update();
        Assert.AreEqual("no face", raised[0]);
        Assert.IsTrue(stream.TryGetLatest(out EmotionReading heard));
        Assert.AreEqual(ReadingFlags.NoFace, heard.Flags);
        Assert.IsFalse(heard.Raw!.HasFrames);
        raised.Clear();

        player.Play(1.5, audio: false);
        stream.Update();
        Assert.AreEqual("face", raised[0]);
        Assert.AreEqual("no audio", raised[1]);
        Assert.IsTrue(stream.TryGetLatest(out EmotionReading seen));
        Assert.AreEqual(ReadingFlags.NoAudio, seen.Flags & ~ReadingFlags.WarmingUp);
        raised.Clear();

        // Both fall silent: only a clock can tell.
        stream.Update();
        stream.Update(TimeSpan.FromSeconds(player.Now + 2));
        player.Settle();
        stream.Update();
        CollectionAssert.Contains(raised, "no face");
        Assert.IsTrue(raised[^1].EndsWith("> -", StringComparison.Ordinal), raised[^1]);
        Assert.IsTrue(stream.TryGetLatest(out EmotionReading nothing));
        Assert.AreEqual(ReadingFlags.NoFace | ReadingFlags.NoAudio, nothing.Flags & ~ReadingFlags.WarmingUp);
        Assert.IsNull(nothing.Label);
        Assert.IsNull(nothing.Raw);
        Assert.IsFalse(string.IsNullOrEmpty(emotion));
    }

    [TestMethod]
    public void AFrameWithoutAFaceIsNotKept()
    {
        using EmotionRecognizer recognizer = Load();
        using EmotionStream stream = recognizer.OpenStream();
        var player = new LivePlayer(stream) { Box = new FaceBox(100, 100, 20, 20) };
        player.Play(2, each: r => Assert.IsTrue(r.Flags.HasFlag(ReadingFlags.NoFace)));
        var frame = new FrameView(LivePlayer.Frame(0), LivePlayer.Size, LivePlayer.Size, PixelLayout.Rgb24);
        stream.PushFrameWithoutFace(TimeSpan.FromSeconds(2.1));
        stream.PushFrame(frame, new FaceBox(float.NaN, 0, 1, 1), TimeSpan.FromSeconds(2.2));
        player.Settle();
        Assert.AreEqual(0, stream.Statistics.FramesKept);
        Assert.AreEqual(52, stream.Statistics.FramesPushed);
        Assert.AreEqual(0, stream.Statistics.FramesLate);
    }

    [TestMethod]
    public void AReadingHasTheFaceOfItsNewestFrame()
    {
        using EmotionRecognizer recognizer = Load();
        using EmotionStream stream = recognizer.OpenStream();
        var player = new LivePlayer(stream);
        var faces = new List<FaceBox?>();
        player.Play(1, each: reading => faces.Add(reading.Face));
        Assert.IsGreaterThan(2, faces.Count);
        Assert.IsTrue(faces.All(f => f == new FaceBox(0, 0, LivePlayer.Size, LivePlayer.Size)), "without a finder the whole frame is the face");
        faces.Clear();
        for (int i = 0; i < 25; i++)
        {
            player.Box = new FaceBox(i, 2, 12.5f, 13.25f);
            // A window may end with the audio before this frame, or with it.
            player.Play(0.04, each: reading =>
            {
                faces.Add(reading.Face);
                Assert.IsTrue(i == 0 || reading.Face == player.Box || reading.Face == new FaceBox(i - 1, 2, 12.5f, 13.25f), $"{i}: {reading.Face}");
            });
        }
        Assert.IsGreaterThan(2, faces.Count);
        faces.Clear();
        player.Play(2, face: false, each: reading => faces.Add(reading.Face));
        Assert.IsNull(faces[^1]);
        Assert.IsNull(default(EmotionReading).Face);

        var finder = new ScriptedFinder { Where = _ => new FaceBox(3, 5, 20, 22) };
        using EmotionStream finding = recognizer.OpenStream(new() { FaceFinder = finder });
        new LivePlayer(finding).Play(2);
        Assert.IsTrue(finding.TryGetLatest(out EmotionReading found));
        Assert.AreEqual(3, found.Face!.Value.X, 1);
        Assert.AreEqual(22, found.Face.Value.Height, 1);
    }

    [TestMethod]
    public void ABaselineIsCapturedForTheRequestedTime()
    {
        using EmotionRecognizer recognizer = Load();
        using EmotionStream stream = recognizer.OpenStream(s_plain);
        var player = new LivePlayer(stream);
        player.Play(3);
        stream.CaptureBaseline(TimeSpan.FromSeconds(4));
        Assert.IsTrue(stream.IsCapturingBaseline);
        int flagged = 0;
        player.Play(3.7, each: r => flagged += r.Flags.HasFlag(ReadingFlags.CapturingBaseline) ? 1 : 0);
        Assert.IsGreaterThan(10, flagged);
        Assert.IsNull(stream.Baseline);
        player.Play(0.8);
        Assert.IsFalse(stream.IsCapturingBaseline);
        EmotionBaseline baseline = stream.Baseline!;
        player.Play(1);
        Assert.IsTrue(stream.TryGetLatest(out EmotionReading reading));
        Assert.AreEqual("neutral", reading.Label, "what was captured is the player's neutral");

        using EmotionStream again = recognizer.OpenStream(s_plain with { Baseline = baseline });
        Assert.AreSame(baseline, again.Baseline);
    }

    [TestMethod]
    public void InvalidOptionsAndArgumentsAreRefused()
    {
        using EmotionRecognizer recognizer = Load();
        var map = Assert.ThrowsExactly<ArgumentException>(() => recognizer.OpenStream(new() { LabelMap = new Dictionary<string, string> { ["joy"] = "good" } }));
        StringAssert.Contains(map.Message, "'joy', which is not a label of the model; its labels are happiness, sadness");
        Assert.ThrowsExactly<ArgumentException>(() => recognizer.OpenStream(new() { Baseline = new EmotionBaseline(["neutral", "x"], [0, 1]) }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new EmotionStreamOptions { Window = TimeSpan.FromSeconds(0.1) });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new EmotionStreamOptions { WarmUp = double.NaN });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new EmotionStreamOptions { Smoothing = TimeSpan.FromSeconds(-1) });
        using EmotionStream stream = recognizer.OpenStream();
        Assert.ThrowsExactly<ArgumentException>(() => stream.PushFrame(default, TimeSpan.Zero));
        Assert.ThrowsExactly<ArgumentException>(() => stream.PushFrame(new FrameView(new byte[40_000], 40_000, 1, PixelLayout.Gray8), TimeSpan.Zero));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => stream.PushAudio([1], 50, TimeSpan.Zero));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => stream.PushAudio([1], 48000, TimeSpan.Zero, 0));
        Assert.ThrowsExactly<ArgumentException>(() => stream.PushAudio([1, 2, 3], 48000, TimeSpan.Zero, 2));
        stream.PushAudio([], 48000, TimeSpan.Zero);
        Assert.IsFalse(stream.TryGetLatest(out _));

        using EmotionRecognizer other = EmotionRecognizer.CreateUntrained(16, ["good", "bad"], new() { Engine = new CpuEngine(1) });
        using EmotionStream without = other.OpenStream();
        StringAssert.Contains(Assert.ThrowsExactly<MmaDferException>(() => without.CaptureBaseline(TimeSpan.FromSeconds(5))).Message, "good, bad");
    }

    [TestMethod]
    public void StreamsOfOneRecognizerDoNotMix()
    {
        using EmotionRecognizer recognizer = Load();
        EmotionStream[] streams = [.. Enumerable.Range(0, 3).Select(_ => recognizer.OpenStream())];
        LivePlayer[] players = [.. streams.Select((s, i) => new LivePlayer(s, frameRate: 20 + 5 * i))];
        int compared = 0;
        for (int round = 0; round < 6; round++)
        {
            foreach (LivePlayer player in players)
            {
                player.Play(0.6, each: reading =>
                {
                    if (reading.Flags != ReadingFlags.None)
                        return;
                    compared++;
                    CollectionAssert.AreEqual(
                        player.Recognize(recognizer, reading.Raw!.Start, reading.Raw.End).Logits.ToArray(), reading.Raw.Logits.ToArray());
                });
            }
        }
        Assert.IsGreaterThan(10, compared);
        foreach (EmotionStream stream in streams)
            stream.Dispose();
    }

    private static EmotionRecognizer Load(EmotionRecognizerOptions? options = null) =>
        EmotionRecognizer.Load(s_model.Path, options ?? new() { Engine = new CpuEngine(1) });

    [TestMethod]
    [Timeout(120_000)]
    public void TwoThreadsThatUpdateAtOnceRaiseThePresentState()
    {
        using EmotionRecognizer recognizer = Load();
        using EmotionStream stream = recognizer.OpenStream();
        var told = new List<string>();
        using ManualResetEvent found = new(false), goOn = new(false);
        stream.FaceFound += (_, _) =>
        {
            told.Add("found");
            found.Set();
            goOn.WaitOne();
        };
        stream.FaceLost += (_, _) => told.Add("lost");
        Push(stream, 0, new FaceBox(0, 0, LivePlayer.Size, LivePlayer.Size));
        Thread first = new(stream.Update), second = new(stream.Update);
        first.Start();
        found.WaitOne();
        Push(stream, 10, null);
        second.Start();
        Assert.IsTrue(second.Join(TimeSpan.FromSeconds(60)), "It waits for the handler.");
        // The face is back before the first thread looks again.
        Push(stream, 20, new FaceBox(0, 0, LivePlayer.Size, LivePlayer.Size));
        goOn.Set();
        first.Join();
        stream.Update();
        CollectionAssert.AreEqual((string[])["found"], told);
    }

    private static void Push(EmotionStream stream, double time, FaceBox? face)
    {
        TimeSpan at = TimeSpan.FromSeconds(time);
        if (face is { } box)
            stream.PushFrame(new FrameView(LivePlayer.Frame(0), LivePlayer.Size, LivePlayer.Size, PixelLayout.Rgb24), box, at);
        else
            stream.PushFrameWithoutFace(at);
        Assert.IsTrue(SpinWait.SpinUntil(() => stream.IsIdle, TimeSpan.FromSeconds(60)));
    }
}
