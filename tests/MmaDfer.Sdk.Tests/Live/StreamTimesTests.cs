using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>What a stream makes of a clock that pauses, leaps, jumps back, runs slow or fast, or is out of order.</summary>
[TestClass]
public sealed class StreamTimesTests
{
    private static readonly TinyRecognizer s_tiny = new();
    private static readonly EmotionRecognizer s_recognizer = s_tiny.Recognizer;

    [ClassCleanup]
    public static void DisposeRecognizer() => s_tiny.Dispose();

    [TestMethod]
    public void AfterAJumpBackTheStreamBehavesLikeANewOne()
    {
        using EmotionStream fresh = s_recognizer.OpenStream(), used = s_recognizer.OpenStream();
        var first = new List<EmotionReading>();
        var second = new List<EmotionReading>();
        new LivePlayer(fresh).Play(3, each: first.Add);

        var before = new LivePlayer(used);
        before.JumpTo(50);
        before.Play(4);
        // Another player object pushes the same as to the fresh stream.
        new LivePlayer(used).Play(3, each: second.Add);
        Assert.AreEqual(1, used.Statistics.Restarts);
        AssertSame(first, second);
    }

    [TestMethod]
    public void AJumpBackRemovesTheLatestReading()
    {
        using EmotionStream stream = s_recognizer.OpenStream();
        var player = new LivePlayer(stream);
        player.Play(2);
        Assert.IsTrue(stream.TryGetLatest(out _));
        player.JumpTo(0);
        player.Play(0.04);
        Assert.IsFalse(stream.TryGetLatest(out _), "that reading is of a time that is not yet");
        player.Play(0.4);
        Assert.IsTrue(stream.TryGetLatest(out EmotionReading reading));
        Assert.AreEqual(ReadingFlags.WarmingUp, reading.Flags);
    }

    [TestMethod]
    public void ACaptureOfABaselineRestartsAfterAJumpBack()
    {
        using EmotionStream stream = s_recognizer.OpenStream();
        var player = new LivePlayer(stream);
        player.JumpTo(100);
        player.Play(3);
        stream.CaptureBaseline(TimeSpan.FromSeconds(4));
        player.Play(1);
        player.JumpTo(0);
        player.Play(4);
        Assert.IsTrue(stream.IsCapturingBaseline);
        player.Play(1);
        Assert.IsFalse(stream.IsCapturingBaseline);
        Assert.IsNotNull(stream.Baseline);
    }

    [TestMethod]
    public void FramesOutOfOrderAreSkipped()
    {
        using EmotionStream stream = s_recognizer.OpenStream(new() { MaxFrameRate = 240 });
        byte[] pixels = LivePlayer.Frame(0);
        foreach (double time in (double[])[1, 1.1, 1.05, 1.1, 0.7, 1.2])
            stream.PushFrame(new FrameView(pixels, LivePlayer.Size, LivePlayer.Size, PixelLayout.Rgb24), TimeSpan.FromSeconds(time));
        Assert.AreEqual(3, stream.Statistics.FramesLate);
        Assert.AreEqual(3, stream.Statistics.FramesKept);
        Assert.AreEqual(0, stream.Statistics.Restarts);
        stream.PushFrame(new FrameView(pixels, LivePlayer.Size, LivePlayer.Size, PixelLayout.Rgb24), TimeSpan.FromSeconds(0.7));
        Assert.AreEqual(1, stream.Statistics.Restarts);
    }

    [TestMethod]
    public void APauseChangesNothing()
    {
        // The caller's time stands still while nothing is pushed.
        using EmotionStream straight = s_recognizer.OpenStream(), paused = s_recognizer.OpenStream();
        var first = new List<EmotionReading>();
        var second = new List<EmotionReading>();
        new LivePlayer(straight).Play(4, each: first.Add);
        var player = new LivePlayer(paused);
        player.Play(2, each: second.Add);
        for (int i = 0; i < 20; i++)
        {
            paused.Update();
            Assert.IsTrue(paused.TryGetLatest(out EmotionReading latest));
            Assert.AreEqual(second[^1].Time, latest.Time);
        }
        player.Play(2, each: second.Add);
        AssertSame(first, second);
    }

    [TestMethod]
    public void AfterALeapAheadTheWindowFillsAgain()
    {
        using EmotionStream stream = s_recognizer.OpenStream();
        var player = new LivePlayer(stream);
        player.Play(4);
        player.JumpTo(3600);
        var after = new List<EmotionReading>();
        player.Play(4, each: after.Add);
        Assert.AreEqual(0, stream.Statistics.Restarts);
        Assert.IsTrue(after.Take(3).All(r => r.Flags.HasFlag(ReadingFlags.WarmingUp)));
        Assert.AreEqual(ReadingFlags.None, after[^1].Flags);
        player.Play(0.3, each: reading => AssertIsOfClip(player, reading));
    }

    [TestMethod]
    public void AShortGapOfTheCameraDoesNotLoseTheFace()
    {
        using EmotionStream stream = s_recognizer.OpenStream();
        int lost = 0;
        stream.FaceLost += (_, _) => lost++;
        var player = new LivePlayer(stream);
        player.Play(2, each: _ => stream.Update());
        player.Play(0.9, face: false, each: _ => stream.Update());
        player.Play(1, each: _ => stream.Update());
        Assert.AreEqual(0, lost);
        player.Play(1.1, face: false);
        stream.Update();
        Assert.AreEqual(1, lost);
    }

    [TestMethod]
    public void RealTimeMakesNoDifference()
    {
        // Between pushes the wall clock advances by different amounts; readings depend on the pushed times only.
        var readings = new List<List<EmotionReading>>();
        foreach (double pause in (double[])[0.4, 0.04, 0])
        {
            var time = new ManualTime();
            using EmotionStream stream = s_recognizer.OpenStream(new() { TimeProvider = time });
            var player = new LivePlayer(stream);
            var these = new List<EmotionReading>();
            player.Play(1.8, each: these.Add);
            for (int i = 0; i < 15; i++)
            {
                player.Play(0.04, each: these.Add);
                time.Advance(TimeSpan.FromSeconds(pause));
            }
            readings.Add(these);
        }
        AssertSame(readings[0], readings[1]);
        AssertSame(readings[0], readings[2]);
    }

    [TestMethod]
    [DataRow(0.1)]
    [DataRow(0.5)]
    [DataRow(2)]
    [DataRow(10)]
    public void AGameClockOfAnySpeedKeepsFaceAndAudio(double speed)
    {
        using EmotionStream stream = s_recognizer.OpenStream(new() { MaxFrameRate = 240 });
        byte[] pixels = LivePlayer.Frame(0);
        float[] block = [.. Enumerable.Range(0, 320).Select(i => 0.1f * MathF.Sin(i))];
        ReadingFlags flags = 0;
        var player = new LivePlayer(stream);
        // 20 ms of the real time each.
        for (int i = 0; i < 50 * Math.Max(5, 4 / speed); i++)
        {
            TimeSpan time = TimeSpan.FromSeconds(0.02 * i * speed);
            stream.PushAudio(block, 16000, time);
            stream.PushFrame(new FrameView(pixels, LivePlayer.Size, LivePlayer.Size, PixelLayout.Rgb24), time);
            player.Settle(r => flags = r.Flags);
        }
        Assert.AreEqual(ReadingFlags.StillPicture | ReadingFlags.NoVoice, flags, "the frame is always the same, and the audio a tone");
        Assert.AreEqual(0, stream.Statistics.Restarts);
    }

    [TestMethod]
    public void OneWrongTimeIsIgnored()
    {
        using EmotionStream stream = s_recognizer.OpenStream();
        var player = new LivePlayer(stream);
        player.Play(2);
        stream.PushAudio(new float[100], 16000, TimeSpan.MaxValue);
        player.Play(4, audio: false);
        Assert.IsTrue(stream.TryGetLatest(out EmotionReading reading));
        Assert.AreEqual(ReadingFlags.NoAudio, reading.Flags);
        Assert.AreEqual(player.Now, reading.Time.TotalSeconds, 0.3);
    }

    [TestMethod]
    public void AnotherSampleRateStartsNewAudio()
    {
        using EmotionStream stream = s_recognizer.OpenStream();
        new LivePlayer(stream).Play(3);
        var player = new LivePlayer(stream, sampleRate: 44100, channels: 2);
        player.JumpTo(3);
        player.Play(3.1);
        int compared = 0;
        player.Play(0.5, each: reading =>
        {
            compared++;
            AssertIsOfClip(player, reading);
        });
        Assert.IsGreaterThan(0, compared);
        Assert.AreEqual(0, stream.Statistics.Restarts);
    }

    private static void AssertIsOfClip(LivePlayer player, EmotionReading reading)
    {
        Assert.AreEqual(ReadingFlags.None, reading.Flags);
        CollectionAssert.AreEqual(player.Recognize(s_recognizer, reading.Raw!.Start, reading.Raw.End).Logits.ToArray(), reading.Raw.Logits.ToArray());
    }

    private static void AssertSame(List<EmotionReading> expected, List<EmotionReading> actual)
    {
        Assert.IsGreaterThan(5, expected.Count);
        Assert.HasCount(expected.Count, actual);
        foreach ((EmotionReading a, EmotionReading b) in expected.Zip(actual))
        {
            Assert.AreEqual(a.Time, b.Time);
            Assert.AreEqual(a.Flags, b.Flags);
            Assert.AreEqual(a.Label, b.Label);
            CollectionAssert.AreEqual(a.Probabilities.ToArray(), b.Probabilities.ToArray());
            CollectionAssert.AreEqual(a.Raw!.Logits.ToArray(), b.Raw!.Logits.ToArray());
        }
    }
}
