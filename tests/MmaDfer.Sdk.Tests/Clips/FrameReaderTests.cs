using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Tests.Tensors;

namespace MmaDfer.Sdk.Tests.Clips;

[TestClass]
public sealed class FrameReaderTests
{
    private const int Size = 16;

    [TestMethod]
    [DataRow(1)]
    [DataRow(9)]
    [DataRow(16)]
    [DataRow(17)]
    [DataRow(40)]
    [DataRow(1000)]
    public void KnownAndUnknownLengthsGiveTheFramesOfEvaluation(int count)
    {
        int[] expected = new int[16];
        FrameChoice.Evaluation(count, expected);
        foreach (int? announced in new int?[] { count, null, -1 })
        {
            ClipFrames clip = Read(new FakeFrames(count, announced));
            Assert.AreEqual(count, clip.Count);
            Assert.HasCount(1, clip.Views);
            CollectionAssert.AreEqual(expected, Frames(clip, 0), $"announced {announced}");
            Assert.AreEqual(TimeSpan.Zero, clip.Start);
            if (count > 1)
                Assert.AreEqual(40.0 * count, clip.End.TotalMilliseconds, 0.001);
        }
    }

    [TestMethod]
    [DataRow(16, 1)]
    [DataRow(17, 2)]
    [DataRow(333, 2)]
    public void TwoClipHasItsTwoViews(int count, int views)
    {
        int[] expected = new int[16];
        foreach (int? announced in new int?[] { count, null })
        {
            ClipFrames clip = Read(new FakeFrames(count, announced), twoClip: true);
            Assert.HasCount(views, clip.Views);
            for (int view = 0; view < views; view++)
            {
                FrameChoice.TwoClip(count, view, expected);
                CollectionAssert.AreEqual(expected, Frames(clip, view), $"view {view}, announced {announced}");
            }
        }
    }

    [TestMethod]
    public void OfAKnownLengthOnlyTheChosenFramesAreRead()
    {
        var source = new FakeFrames(2000, 2000);
        Read(source);
        Assert.AreEqual(16, source.Reads);
        Assert.AreEqual(2000, source.Position);
    }

    [TestMethod]
    public void FramesAreResizedEvenIfTheirSizesChange()
    {
        byte[][] frames = [Noise(20, 30), Noise(16, 16), Noise(7, 40)];
        (int Width, int Height)[] sizes = [(20, 30), (16, 16), (7, 40)];
        using var source = new SizedFrames(frames, sizes);
        ClipFrames clip = Read(source);
        for (int i = 0; i < 3; i++)
        {
            CollectionAssert.AreEqual(
                ResizeTwin.Resize(frames[i], sizes[i].Width, sizes[i].Height, Size), clip.Pixels[clip.Views[0][i]]);
        }
    }

    [TestMethod]
    [DataRow(64)]
    [DataRow(65)]
    [DataRow(66)]
    [DataRow(128)]
    [DataRow(129)]
    [DataRow(1000)]
    [DataRow(70000)]
    public void BeyondTheBudgetTheNearestKeptFrameIsTaken(int count)
    {
        const int capacity = 64;
        // The twin: the smallest power of two that leaves no more frames than fit.
        int step = 1;
        while ((count + step - 1) / step > capacity)
            step *= 2;
        int[] chosen = new int[16];
        FrameChoice.Evaluation(count, chosen);
        int[] kept = [.. Enumerable.Range(0, (count + step - 1) / step).Select(i => i * step)];
        int[] expected = [.. chosen.Select(c => kept.MinBy(k => (Math.Abs(k - c), k)))];

        ClipFrames clip = FrameReader.Read(
            new FakeFrames(count), Size, false, CancellationToken.None, capacity * Size * Size * 3 + 100);
        Assert.AreEqual(count, clip.Count);
        CollectionAssert.AreEqual(expected, Frames(clip, 0));
        Assert.AreEqual(40.0 * count, clip.End.TotalMilliseconds, 0.001);
    }

    [TestMethod]
    [DataRow(5)]
    [DataRow(7)]
    [DataRow(8)]
    public void KeptFramesStayWithinTheirNumber(int capacity)
    {
        var kept = new KeptFrames(1, capacity);
        var buffers = new HashSet<byte[]>();
        for (int i = 0; i < 1000; i++)
        {
            if (kept.Next() is byte[] frame)
                buffers.Add(frame);
        }
        Assert.AreEqual(1000, kept.Count);
        Assert.HasCount(capacity, buffers);
    }

    [TestMethod]
    public void NoFramesIsAnError()
    {
        foreach (int? announced in new int?[] { 0, null })
        {
            var error = Assert.ThrowsExactly<MediaException>(() => Read(new FakeFrames(0, announced)));
            Assert.AreEqual("The frame source has no frames; a clip needs at least one.", error.Message);
        }
    }

    [TestMethod]
    [DataRow(40, 41, "ended after 40")]
    [DataRow(39, 40, "ended after 39")]
    [DataRow(0, 1, "ended after 0")]
    [DataRow(3, 200, "ended after 3")]
    [DataRow(1, 16, "ended after 1")]
    [DataRow(41, 40, "has more")]
    [DataRow(17, 16, "has more")]
    public void ABrokenAnnouncementIsAnError(int count, int announced, string found)
    {
        var error = Assert.ThrowsExactly<MediaException>(() => Read(new FakeFrames(count, announced)));
        Assert.AreEqual(
            $"The frame source announced {announced} frames but {found}; the number announced must be exact (or unknown).",
            error.Message);
    }

    [TestMethod]
    public void CancellationEndsTheReadingAtTheNextFrame()
    {
        foreach (int? announced in new int?[] { 100, null })
        {
            using var stop = new CancellationTokenSource();
            var source = new FakeFrames(100, announced) { OnRead = i => { if (i > 10) stop.Cancel(); } };
            Assert.ThrowsExactly<OperationCanceledException>(
                () => FrameReader.Read(source, Size, false, stop.Token));
            Assert.IsLessThan(40, source.Position);
        }
    }

    [TestMethod]
    public void AnyTimesAreBorne()
    {
        var times = new FrameTimes();
        times.Add(3, TimeSpan.MinValue);
        times.Add(4, TimeSpan.MaxValue);
        (TimeSpan start, TimeSpan end) = times.Span(int.MaxValue);
        Assert.AreEqual(TimeSpan.MinValue, start);
        Assert.AreEqual(TimeSpan.MaxValue, end);
    }

    private static ClipFrames Read(IFrameSource source, bool twoClip = false) =>
        FrameReader.Read(source, Size, twoClip, CancellationToken.None);

    private static int[] Frames(ClipFrames clip, int view) =>
        [.. clip.Views[view].Select(p => clip.Pixels[p][0] | clip.Pixels[p][1] << 8 | clip.Pixels[p][2] << 16)];

    private static byte[] Noise(int width, int height)
    {
        byte[] bytes = new byte[width * height * 3];
        new Random(width).NextBytes(bytes);
        return bytes;
    }

    private sealed class SizedFrames(byte[][] frames, (int Width, int Height)[] sizes) : IFrameSource
    {
        private int _next;

        public int? FrameCount => null;

        public bool TryRead(out FrameView frame, out TimeSpan time)
        {
            frame = default;
            time = default;
            if (_next == frames.Length)
                return false;
            frame = new FrameView(frames[_next], sizes[_next].Width, sizes[_next].Height, PixelLayout.Rgb24);
            _next++;
            return true;
        }

        public void Dispose()
        {
        }
    }
}
