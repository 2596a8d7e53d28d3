using System.Diagnostics;
using MmaDfer.Cli.Watching;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Cli.Tests.Watching;

/// <summary>Recordings that pass at the speed of the clock.</summary>
[TestClass]
public sealed class PacingTests
{
    [TestMethod]
    public void FramesComeAtTheirTimeOrLater()
    {
        ReadOnlyMemory<byte>[] pixels = [.. Enumerable.Range(0, 6).Select(i => (ReadOnlyMemory<byte>)new byte[] { (byte)i })];
        using var paced = new PacedFrameSource(
            new MemoryFrameSource(pixels, 1, 1, PixelLayout.Gray8, framesPerSecond: 20), new PlaybackClock());
        Assert.IsTrue(paced.IsLive);
        Assert.AreEqual(6, paced.FrameCount);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 6; i++)
        {
            Assert.IsTrue(paced.TryRead(out FrameView frame, out TimeSpan time));
            Assert.AreEqual(i, frame.Pixels[0]);
            // The clock of the source starts a moment after ours.
            Assert.IsGreaterThanOrEqualTo(time, Stopwatch.GetElapsedTime(start));
        }
        Assert.IsFalse(paced.TryRead(out _, out _));
    }

    [TestMethod]
    public void AudioComesInBlocksAtTheirEnd()
    {
        using var paced = new PacedAudioSource(
            new MemoryAudioSource(Enumerable.Range(0, 2000).Select(i => i / 2000f).ToArray(), 4000, channels: 2), new PlaybackClock());
        Assert.IsTrue(paced.IsLive);
        float[] room = new float[1000], all = new float[2000];
        int count = 0;
        long start = Stopwatch.GetTimestamp();
        while (paced.Read(room, out TimeSpan time) is > 0 and var read)
        {
            Assert.IsLessThanOrEqualTo(160, read);
            Assert.AreEqual(count / 2 / 4000.0, time.TotalSeconds, 1e-6);
            room.AsSpan(0, read).CopyTo(all.AsSpan(count));
            count += read;
            Assert.IsGreaterThanOrEqualTo(count / 2 / 4000.0, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        Assert.AreEqual(2000, count);
        Assert.AreEqual(1234 / 2000f, all[1234]);
    }

    [TestMethod]
    public void DamagedFilesStayDamaged()
    {
        using var frames = new PacedFrameSource(new DamagedSource(), new PlaybackClock());
        using var audio = new PacedAudioSource(new DamagedSource(), new PlaybackClock());
        for (int i = 0; i < 3; i++)
        {
            Assert.ThrowsExactly<MediaException>(() => frames.TryRead(out _, out _));
            Assert.ThrowsExactly<MediaException>(() => audio.Read(new float[10], out _));
        }
    }

    [TestMethod]
    public void DisposingEndsAWait()
    {
        var clock = new PlaybackClock();
        using var source = new MemoryFrameSource([new byte[] { 1 }], 1, 1, PixelLayout.Gray8, framesPerSecond: 1);
        var paced = new PacedFrameSource(source, clock);
        Assert.IsTrue(clock.WaitUntil(TimeSpan.Zero));
        bool? reached = null;
        var thread = new Thread(() => reached = clock.WaitUntil(TimeSpan.MaxValue));
        thread.Start();
        Wait.Until(() => thread.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin));
        paced.Dispose();
        Assert.IsTrue(thread.Join(Wait.Limit));
        Assert.AreEqual(false, reached);
        Assert.IsFalse(clock.WaitUntil(TimeSpan.Zero), "stopped for good");
    }

    /// <summary>Damaged in one place, like a folder with one bad picture.</summary>
    private sealed class DamagedSource : IFrameSource, IAudioSource
    {
        private int _reads;

        public int? FrameCount => null;

        public int SampleRate => 16000;

        public int Channels => 1;

        public bool TryRead(out FrameView frame, out TimeSpan time)
        {
            frame = default;
            time = default;
            return Read() > 0;
        }

        public int Read(Span<float> samples, out TimeSpan time)
        {
            time = default;
            return Read();
        }

        public void Dispose()
        {
        }

        private int Read() => _reads++ == 0 ? throw new MediaException("one place is damaged.") : 1;
    }
}
