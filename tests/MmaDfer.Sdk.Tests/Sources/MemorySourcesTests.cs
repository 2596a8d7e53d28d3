using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Sources;

[TestClass]
public sealed class MemorySourcesTests
{
    private static readonly ReadOnlyMemory<byte>[] Frames =
        [.. Enumerable.Range(0, 5).Select(i => (ReadOnlyMemory<byte>)Enumerable.Repeat((byte)i, 12).ToArray())];

    [TestMethod]
    public void FramesComeInOrderWithTheirTimes()
    {
        using var source = new MemoryFrameSource(Frames, 2, 2, PixelLayout.Rgb24, framesPerSecond: 10);
        Assert.AreEqual(5, source.FrameCount);
        Assert.AreEqual(2, source.Skip(2));
        var rest = SourceReading.AllFrames(source);
        Assert.HasCount(3, rest);
        Assert.AreEqual(2, rest[0].Rgb[0]);
        Assert.AreEqual(TimeSpan.FromSeconds(0.2), rest[0].Time);
        Assert.AreEqual(TimeSpan.FromSeconds(0.4), rest[2].Time);
        Assert.AreEqual(0, source.Skip(3));
    }

    [TestMethod]
    public void TheDefaultSkipReadsAndDrops()
    {
        IFrameSource source = new PlainSource();
        Assert.AreEqual(2, source.Skip(2));
        Assert.AreEqual(1, source.Skip(5));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => source.Skip(-1));
    }

    [TestMethod]
    public void BadFramesAreNamed()
    {
        Assert.Contains("empty", Assert.ThrowsExactly<ArgumentException>(() => new MemoryFrameSource([], 2, 2)).Message);
        Assert.StartsWith("Frame 1 of 5 in memory: ", Assert.ThrowsExactly<ArgumentException>(() => new MemoryFrameSource(Frames, 2, 3)).Message);
        foreach (double rate in new[] { 0, -1, double.NaN, double.PositiveInfinity })
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MemoryFrameSource(Frames, 2, 2, framesPerSecond: rate));
    }

    [TestMethod]
    public void SamplesComeInPieces()
    {
        using var source = new MemoryAudioSource(new float[] { 0, 1, 2, 3, 4, 5 }, 2, channels: 2);
        float[] room = new float[5];
        Assert.AreEqual(4, source.Read(room, out TimeSpan time));
        Assert.AreEqual(TimeSpan.Zero, time);
        Assert.AreEqual(2, source.Read(room, out time));
        Assert.AreEqual(TimeSpan.FromSeconds(1), time);
        Assert.AreEqual(5, room[1]);
        Assert.AreEqual(0, source.Read(room, out _));
        Assert.ThrowsExactly<ArgumentException>(() => source.Read(new float[1], out _));
    }

    [TestMethod]
    public void NonFiniteSamplesAreRefused()
    {
        using var source = new MemoryAudioSource(new float[] { 0, 0, float.NaN }, 8000);
        MediaException e = Assert.ThrowsExactly<MediaException>(() => source.Read(new float[3], out _));
        Assert.AreEqual("The audio in memory: sample 3 is not a number; all samples must be finite.", e.Message);
        Assert.ThrowsExactly<ArgumentException>(() => new MemoryAudioSource(new float[3], 8000, 2));
    }

    [TestMethod]
    public void ReadingAllocatesNothing()
    {
        using var frames = new MemoryFrameSource([.. Enumerable.Repeat(Frames[0], 30)], 2, 2);
        using var audio = new MemoryAudioSource(new float[1500], 8000);
        float[] room = new float[100];
        Assert.AreEqual(0, Allocation.Least(() =>
        {
            frames.TryRead(out _, out _);
            frames.Skip(1);
            audio.Read(room, out _);
        }));
    }

    private sealed class PlainSource : IFrameSource
    {
        private int _left = 3;

        public int? FrameCount => null;

        public bool TryRead(out FrameView frame, out TimeSpan time)
        {
            frame = default;
            time = default;
            return _left-- > 0;
        }

        public void Dispose()
        {
        }
    }
}
