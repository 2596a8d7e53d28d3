using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Clips;

[TestClass]
public sealed class ClipWindowsTests
{
    private const int Size = 16, Rate = 1600;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void AWindowAsLongAsTheClipIsTheClip(int channels)
    {
        float[] sound = Sound(2 * Rate * channels);
        Clip whole = ClipReader.Read(new FakeFrames(50, 50), new FakeAudio(sound, Rate, channels), Size, true, CancellationToken.None);
        foreach (double seconds in (double[])[2, 2.0005, 3, 1e6])
        {
            Clip[] clips = Windows(new FakeFrames(50), new FakeAudio(sound, Rate, channels), seconds, 0.5, twoClip: true);
            Assert.HasCount(1, clips, $"{seconds} s");
            Assert.AreEqual(2, clips[0].Views);
            Assert.AreEqual(whole.End, clips[0].End);
            AssertSame(whole, clips[0]);
        }
    }

    [TestMethod]
    public void EveryWindowIsTheClipOfItsPart()
    {
        float[] sound = Sound(5 * Rate * 2);
        // Steps that do and do not divide the clip, windows that overlap, touch and leave gaps.
        foreach ((double window, double step) in (ReadOnlySpan<(double, double)>)[(2, 0.4), (2, 0.7), (1.2, 1.2), (0.4, 1.6)])
        {
            Clip[] clips = Windows(new FakeFrames(125), new FakeAudio(sound, Rate, 2), window, step);
            double[] starts = [.. Starts(5, window, step)];
            CollectionAssert.AreEqual(starts, clips.Select(c => Math.Round(c.Start.TotalSeconds, 6)).ToArray(), $"{window} {step}");
            foreach (Clip clip in clips)
            {
                Assert.AreEqual(window, (clip.End - clip.Start).TotalSeconds, 1e-6);
                int first = (int)Math.Ceiling(25 * clip.Start.TotalSeconds - 1e-6), after = (int)Math.Ceiling(25 * clip.End.TotalSeconds - 1e-6);
                int from = (int)Math.Round(Rate * clip.Start.TotalSeconds), to = (int)Math.Round(Rate * clip.End.TotalSeconds);
                Clip part = ClipReader.Read(
                    new Part(new FakeFrames(125), first, after), new FakeAudio(sound[(2 * from)..(2 * to)], Rate, 2), Size, false, CancellationToken.None);
                Assert.AreEqual(after - first, clip.FrameCount);
                AssertSame(part, clip);
            }
        }
    }

    [TestMethod]
    public void SoundThatEndsEarlyIsMissedOnlyAfterItsEnd()
    {
        Clip[] clips = Windows(new FakeFrames(100), new FakeAudio(Sound(2 * Rate), Rate), 1, 0.5);
        CollectionAssert.AreEqual(
            (bool[])[true, true, true, true, false, false, false], clips.Select(c => c.HasAudio).ToArray());
        Assert.IsTrue(clips.All(c => c.HasFrames));
    }

    [TestMethod]
    public void EitherSourceMayBeMissing()
    {
        Clip[] seen = Windows(new FakeFrames(50), null, 1, 0.5), heard = Windows(null, new FakeAudio(Sound(2 * Rate), Rate), 1, 0.5);
        Assert.HasCount(3, seen);
        Assert.HasCount(3, heard);
        Assert.IsTrue(seen.All(c => c.HasFrames && !c.HasAudio));
        Assert.IsTrue(heard.All(c => c.HasAudio && !c.HasFrames));
        Assert.IsEmpty(Windows(null, new FakeAudio([], Rate), 1, 0.5));
        Assert.IsEmpty(Windows(null, new FakeAudio(new float[Rate / 50], Rate), 1, 0.5));
    }

    [TestMethod]
    public void AFrameSourceWithoutFramesIsRefused()
    {
        var error = Assert.ThrowsExactly<MediaException>(() => Windows(new FakeFrames(0), null, 1, 0.5));
        Assert.AreEqual("The frame source has no frames; a clip needs at least one.", error.Message);
    }

    [TestMethod]
    [Timeout(10_000)]
    public void GapsAreLeaptOver()
    {
        TimeSpan[] times = [TimeSpan.Zero, Second / 2, TimeSpan.FromDays(20_000), TimeSpan.FromDays(20_000) + Second, TimeSpan.FromDays(10_000_000)];
        Clip[] clips = Windows(new Timed(times), null, 1, 0.01);
        Assert.IsTrue(clips.All(c => c.HasFrames));
        Assert.IsLessThan(400, clips.Length);
        foreach (TimeSpan time in times)
            Assert.Contains(c => c.Start <= time && time <= c.End, clips, $"{time}");
    }

    [TestMethod]
    public void AHeldFrameIsThereWhileItIsShown()
    {
        // 1 s of frames, the last of which is held for 3 s, and another second.
        TimeSpan[] times = [.. Enumerable.Range(0, 26).Select(i => i * Second / 25), .. Enumerable.Range(0, 25).Select(i => 4 * Second + i * Second / 25)];
        Clip[] clips = Windows(new Timed(times), new FakeAudio(Sound(5 * Rate), Rate), 1, 0.5);
        Assert.IsTrue(clips.All(c => c.HasFrames));
        // The last frame is taken to be shown as long as others on average, so there is a rest.
        CollectionAssert.AreEqual((int[])[25, 13, 1, 1, 1, 1, 1, 14, 25], clips[..9].Select(c => c.FrameCount).ToArray());
        // Of the window from 3.5 s on, one half shows the held frame.
        Assert.AreEqual(8, Enumerable.Range(0, 16).Count(i => clips[7].Frame(0, i)[0] == 25));
        Assert.AreEqual(26, clips[8].Frame(0, 0)[0]);
    }

    [TestMethod]
    public void SlowFramesAreThereWhileTheyAreShown()
    {
        Clip[] clips = Windows(new Timed([TimeSpan.Zero, 4 * Second]), new FakeAudio(Sound(8 * Rate), Rate), 1, 1);
        CollectionAssert.AreEqual((int[])[0, 0, 0, 0, 1, 1, 1, 1], clips.Select(c => (int)c.Frame(0, 0)[0]).ToArray());
        Assert.IsTrue(clips.All(c => c.HasFrames));
    }

    [TestMethod]
    public void FramesBeyondTheBudgetAreThinnedOut()
    {
        var frames = new WindowFrames(new FakeFrames(1000), Size, budget: 0);
        frames.Begin();
        frames.ReadTo(TimeSpan.MaxValue, CancellationToken.None);
        ClipFrames chosen = frames.Choose(TimeSpan.Zero, TimeSpan.MaxValue, false)!;
        // 32 are kept at most: every 32nd of a thousand.
        Assert.AreEqual(32, chosen.Count);
        byte[] shown = [.. chosen.Views[0].Select(v => chosen.Pixels[v][0])];
        CollectionAssert.AreEqual(Enumerable.Range(0, 16).Select(k => (byte)(32 * (2 * k + 1))).ToArray(), shown);
        Assert.AreEqual(TimeSpan.FromSeconds(40), frames.End);
    }

    // It measures the memory of the whole process.
    [TestMethod]
    [DoNotParallelize]
    public void MemoryDoesNotGrowWithTheSource()
    {
        // An hour of sound and pictures, a window at a time.
        const int seconds = 3600;
        long peak = 0, before = GC.GetTotalMemory(true);
        int count = 0;
        foreach (Clip clip in ClipWindows.Read(
            new FakeFrames(25 * seconds), new Tone(seconds * Rate), Size, 2 * Second, 2 * Second, false, CancellationToken.None))
        {
            Assert.IsTrue(clip.HasAudio && clip.HasFrames);
            if (count++ % 300 == 0)
                peak = Math.Max(peak, GC.GetTotalMemory(true) - before);
        }
        Assert.AreEqual(seconds / 2, count);
        Assert.IsLessThan(8_000_000, peak);
    }

    [TestMethod]
    public void CancellationEndsTheReading()
    {
        using var stop = new CancellationTokenSource();
        var frames = new FakeFrames(100) { OnRead = i => { if (i == 30) stop.Cancel(); } };
        Assert.ThrowsExactly<OperationCanceledException>(
            () => ClipWindows.Read(frames, null, Size, Second, Second, false, stop.Token).ToArray());
        Assert.AreEqual(31, frames.Position);
    }

    [TestMethod]
    public void ErrorsNameTheirFile()
    {
        using var audio = new WavAudioSource(new MemoryStream(TestClips.Wav(50, new short[16])), "'slow.wav'");
        foreach (Action read in (Action[])[
            () => ClipWindows.Read(null, audio, Size, Second, Second, false, CancellationToken.None).ToArray(),
            () => ClipReader.Read(null, audio, Size, false, CancellationToken.None)])
        {
            var error = Assert.ThrowsExactly<MediaException>(read);
            Assert.AreEqual("'slow.wav' has a sample rate of 50 Hz; 100 to 768000 Hz are supported.", error.Message);
        }
    }

    private static Clip[] Windows(IFrameSource? frames, IAudioSource? audio, double window, double step, bool twoClip = false) =>
        [.. ClipWindows.Read(
            frames, audio, Size, TimeSpan.FromSeconds(window), TimeSpan.FromSeconds(step), twoClip, CancellationToken.None)];

    /// <summary>Where windows begin in a clip of some seconds, by hand.</summary>
    private static IEnumerable<double> Starts(double length, double window, double step)
    {
        double start = 0;
        for (; start + window <= length + 1e-9; start += step)
            yield return Math.Round(start, 6);
        if (start - step + window < length - 1e-6)
            yield return Math.Round(length - window, 6);
    }

    private static void AssertSame(Clip expected, Clip actual)
    {
        Assert.AreEqual(expected.FrameCount, actual.FrameCount);
        for (int view = 0; view < expected.Views; view++)
        {
            for (int i = 0; i < 16; i++)
                Assert.IsTrue(expected.Frame(view, i).SequenceEqual(actual.Frame(view, i)), $"view {view}, frame {i}");
        }
        Assert.AreEqual(expected.HasAudio, actual.HasAudio);
        for (int i = 0; i < expected.Spectrogram.Length; i++)
            Assert.AreEqual(expected.Spectrogram[i], actual.Spectrogram[i], 1e-3f, $"feature {i}");
    }

    private static float[] Sound(int length)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, length).Select(i => 0.2f + 0.5f * MathF.Sin(i * 0.1f) + 0.1f * (random.NextSingle() - 0.5f))];
    }

    /// <summary>Frames of another source from one number up to, not including, another.</summary>
    private sealed class Part(FakeFrames source, int first, int after) : IFrameSource
    {
        public int? FrameCount => null;

        public bool TryRead(out FrameView frame, out TimeSpan time)
        {
            if (source.Position < first)
                source.Skip(first - source.Position);
            frame = default;
            time = default;
            return source.Position < after && source.TryRead(out frame, out time);
        }

        public void Dispose()
        {
        }
    }

    /// <summary>Frames at given times, filled with their numbers.</summary>
    private sealed class Timed(TimeSpan[] times) : IFrameSource
    {
        private int _next;

        public int? FrameCount => null;

        public bool TryRead(out FrameView frame, out TimeSpan time)
        {
            frame = new FrameView(Enumerable.Repeat((byte)_next, 12).ToArray(), 2, 2, PixelLayout.Rgb24);
            time = times[Math.Min(_next, times.Length - 1)];
            return _next++ < times.Length;
        }

        public void Dispose()
        {
        }
    }

    /// <summary>A long sound that takes no memory.</summary>
    private sealed class Tone(int samples) : IAudioSource
    {
        private int _position;

        public int SampleRate => Rate;

        public int Channels => 1;

        public int Read(Span<float> destination, out TimeSpan time)
        {
            time = TimeSpan.FromSeconds((double)_position / Rate);
            int count = Math.Min(destination.Length, samples - _position);
            for (int i = 0; i < count; i++)
                destination[i] = 0.1f * ((_position + i) % 10);
            _position += count;
            return count;
        }

        public void Dispose()
        {
        }
    }
}
