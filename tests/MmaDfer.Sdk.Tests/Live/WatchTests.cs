using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tests.Clips;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>Programs without a loop: readings of sources by await foreach.</summary>
[TestClass]
public sealed class WatchTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly TinyRecognizer s_tiny = new();
    private static readonly EmotionRecognizer s_recognizer = s_tiny.Recognizer;

    [ClassCleanup]
    public static void DisposeRecognizer() => s_tiny.Dispose();

    [TestMethod]
    public async Task EveryWindowOfARecordingGivesThePredictionOfThatClip()
    {
        const int count = 150, rate = 16000;
        float[] samples = Sound(6 * rate);
        var readings = new List<EmotionReading>();
        await foreach (EmotionReading reading in s_recognizer.WatchAsync(new NoiseFrames([.. Enumerable.Range(0, count)]), new FakeAudio(samples)))
            readings.Add(reading);
        // The first window ends an interval after the start, the last one with the audio.
        CollectionAssert.AreEqual(
            Enumerable.Range(1, 24).Select(i => i * 0.25).ToArray(), readings.Select(r => Math.Round(r.Time.TotalSeconds, 6)).ToArray());
        foreach (EmotionReading reading in readings.Where((_, i) => i % 5 == 3))
        {
            double end = reading.Time.TotalSeconds, start = end - 3;
            int[] frames = [.. Enumerable.Range(0, count).Where(i => 0.04 * i > start + 1e-9 && 0.04 * i <= end + 1e-9)];
            int from = Math.Max(0, (int)Math.Round(start * rate)), to = (int)Math.Round(end * rate);
            EmotionPrediction expected = s_recognizer.Recognize(new NoiseFrames(frames), new FakeAudio(samples[from..to]));
            CollectionAssert.AreEqual(expected.Logits.ToArray(), reading.Raw!.Logits.ToArray(), $"{reading}");
        }
    }

    [TestMethod]
    public async Task EitherSourceMayBeMissingOrEndEarly()
    {
        Assert.ThrowsExactly<ArgumentException>(() => s_recognizer.WatchAsync(null, null));
        List<EmotionReading> seen = await All(new NoiseFrames([.. Enumerable.Range(0, 60)]), null);
        Assert.HasCount(10, seen);
        Assert.IsTrue(seen.All(r => r.Flags.HasFlag(ReadingFlags.NoAudio) && r.Raw!.HasFrames));
        List<EmotionReading> heard = await All(null, new FakeAudio(Sound(32000)));
        Assert.HasCount(8, heard);
        Assert.IsTrue(heard.All(r => r.Flags.HasFlag(ReadingFlags.NoFace) && r.Raw!.HasAudio));
        List<EmotionReading> both = await All(new NoiseFrames([.. Enumerable.Range(0, 25)]), new FakeAudio(Sound(64000)));
        Assert.IsFalse(both[3].Flags.HasFlag(ReadingFlags.NoFace));
        Assert.IsTrue(both[^1].Flags.HasFlag(ReadingFlags.NoFace), "for longer than a second");
        Assert.IsEmpty(await All(new NoiseFrames([]), new FakeAudio([])));
    }

    [TestMethod]
    [Timeout(600_000)]
    public async Task GapsOfARecordingAreSkipped()
    {
        TimeSpan[] times = [TimeSpan.Zero, TimeSpan.FromSeconds(0.5), TimeSpan.FromDays(20_000), TimeSpan.FromDays(20_000) + TimeSpan.FromSeconds(0.5), TimeSpan.MaxValue];
        List<EmotionReading> readings = await All(new TimedFrames(times), null);
        Assert.IsLessThan(100, readings.Count);
        Assert.IsTrue(readings.Any(r => r.Time > TimeSpan.FromDays(19_999) && r.Raw is not null));
    }

    [TestMethod]
    public async Task AHeldFrameOfARecordingKeepsTheFace()
    {
        TimeSpan[] times = [.. Enumerable.Range(0, 26).Select(i => TimeSpan.FromMilliseconds(40 * i)), TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(6.04)];
        List<EmotionReading> readings = await All(new TimedFrames(times), null);
        Assert.IsGreaterThanOrEqualTo(10, readings.Count);
        foreach (EmotionReading reading in readings)
            Assert.IsFalse(reading.Flags.HasFlag(ReadingFlags.NoFace), $"{reading.Time}");
    }

    [TestMethod]
    public async Task TheExceptionOfASourceEndsTheLoop()
    {
        var frames = new FakeFrames(100) { OnRead = i => { if (i == 50) throw new MediaException("the file is cut short."); } };
        int count = 0;
        var error = await Assert.ThrowsExactlyAsync<MediaException>(async () =>
        {
            await foreach (EmotionReading reading in s_recognizer.WatchAsync(frames, null))
                count++;
        });
        Assert.AreEqual("the file is cut short.", error.Message);
        Assert.AreEqual(7, count);
        var live = new LiveFrames { OnRead = i => { if (i == 20) throw new MediaException("the camera was unplugged."); } };
        error = await Assert.ThrowsExactlyAsync<MediaException>(async () => await All(live, null));
        Assert.AreEqual("the camera was unplugged.", error.Message);
    }

    [TestMethod]
    [Timeout(600_000)]
    public async Task ALostDeviceEndsTheLoopEvenIfTheOtherContinues()
    {
        int reads = 0;
        var audio = new FakeAudio(Sound(100_000), piece: 16) { OnRead = () => { reads++; Thread.Sleep(10); } };
        var camera = new LiveFrames { OnRead = i => { if (i == 20) throw new MediaException("the camera was unplugged."); } };
        var error = await Assert.ThrowsExactlyAsync<MediaException>(async () => await All(camera, audio));
        Assert.AreEqual("the camera was unplugged.", error.Message);
        Assert.IsLessThan(100_000 / 16, reads);
    }

    [TestMethod]
    public async Task ALossBeforeTheEndOfASourceIsNotSwallowed()
    {
        var live = new LiveFrames { Count = 20, OnRead = Once(20, "the camera was unplugged.") };
        var error = await Assert.ThrowsExactlyAsync<MediaException>(async () => await All(live, null));
        Assert.AreEqual("the camera was unplugged.", error.Message);
        // One that comes back is no loss.
        live = new LiveFrames { Count = 60, OnRead = Once(20, "the camera was unplugged.") };
        Assert.AreEqual(59 / 25.0, (await All(live, null))[^1].Time.TotalSeconds, 1e-6);
    }

    [TestMethod]
    [Timeout(600_000)]
    public async Task ADamagedRecordingBesideADeviceIsNotReadAgain()
    {
        int reads = 0;
        var audio = new FakeAudio(Sound(100_000), piece: 160) { OnRead = () => { if (reads++ == 5) throw new MediaException("the file is damaged."); } };
        var error = await Assert.ThrowsExactlyAsync<MediaException>(async () => await All(new LiveFrames(), audio));
        Assert.AreEqual("the file is damaged.", error.Message);
        Assert.AreEqual(6, reads);
    }

    [TestMethod]
    public async Task TheLastWindowOfALiveSourceIsRecognised()
    {
        // Pushed within a moment, much faster than it can be recognised.
        List<EmotionReading> readings = await All(new LiveFrames { Count = 50, Pause = TimeSpan.Zero }, null);
        Assert.IsGreaterThan(1.7, readings[^1].Time.TotalSeconds);
        Assert.IsFalse(readings[^1].Flags.HasFlag(ReadingFlags.NoFace));
    }

    [TestMethod]
    public async Task TheLastWindowIsRepeatedIfFacesAreFoundLate()
    {
        // The source has ended long before the first face is found.
        using ManualResetEventSlim firstReading = new(), ended = new();
        var finder = new ScriptedFinder { OnFind = () => Assert.IsTrue(firstReading.Wait(s_limit) && ended.Wait(s_limit)) };
        var frames = new LiveFrames { Count = 50, Pause = TimeSpan.Zero, OnRead = i => { if (i == 50) ended.Set(); } };
        var readings = new List<EmotionReading>();
        await foreach (EmotionReading reading in s_recognizer.WatchAsync(frames, null, new() { FaceFinder = finder }))
        {
            readings.Add(reading);
            firstReading.Set();
        }
        Assert.IsTrue(readings[0].Flags.HasFlag(ReadingFlags.NoFace));
        Assert.IsFalse(readings[^1].Flags.HasFlag(ReadingFlags.NoFace));
        Assert.AreEqual(49 / 25.0, readings[^1].Time.TotalSeconds, 1e-6);
    }

    [TestMethod]
    public async Task ASlowConsumerGetsTheNewestReading()
    {
        Thread? reader = null;
        var frames = new LiveFrames { Pause = TimeSpan.FromMilliseconds(1), OnRead = _ => reader = Thread.CurrentThread };
        double last = 0;
        int count = 0;
        await foreach (EmotionReading reading in s_recognizer.WatchAsync(frames, null))
        {
            Assert.IsGreaterThan(last, reading.Time.TotalSeconds);
            last = reading.Time.TotalSeconds;
            int before = frames.Reads;
            Assert.IsTrue(SpinWait.SpinUntil(() => frames.Reads >= before + 200, s_limit));
            if (++count == 4)
                break;
        }
        // In the 8 s of 200 frames, many windows passed.
        Assert.IsGreaterThan(4, last);
        Assert.IsTrue(reader!.Join(s_limit), "The source is still being read.");
    }

    [TestMethod]
    public async Task WatchingCanBeCancelled()
    {
        using var cancellation = new CancellationTokenSource();
        foreach (bool live in (bool[])[false, true])
        {
            using var stop = new CancellationTokenSource();
            IFrameSource frames = live ? new LiveFrames() : new FakeFrames(int.MaxValue);
            int count = 0;
            await Assert.ThrowsAsync<OperationCanceledException>(async () =>
            {
                await foreach (EmotionReading reading in s_recognizer.WatchAsync(frames, null, null, stop.Token))
                {
                    if (++count == 3)
                        stop.Cancel();
                }
            });
            Assert.IsGreaterThanOrEqualTo(3, count);
        }
    }

    private static async Task<List<EmotionReading>> All(IFrameSource? frames, IAudioSource? audio, EmotionStreamOptions? options = null)
    {
        var readings = new List<EmotionReading>();
        await foreach (EmotionReading reading in s_recognizer.WatchAsync(frames, audio, options))
            readings.Add(reading);
        return readings;
    }

    private static Action<int> Once(int read, string message)
    {
        bool thrown = false;
        return i =>
        {
            if (i != read || thrown)
                return;
            thrown = true;
            throw new MediaException(message);
        };
    }

    private static float[] Sound(int count) => [.. Enumerable.Range(0, count).Select(i => LivePlayer.Said(i))];
}
