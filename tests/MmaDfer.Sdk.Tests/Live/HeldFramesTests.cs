using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Live;

[TestClass]
public sealed class HeldFramesTests
{
    [TestMethod]
    public void AHeldFrameIsRepeated()
    {
        using var frames = new HeldFrames(new TimedFrames(0, 0.04, 0.08, 1.08, 1.12));
        List<(int Frame, double Time)> all = All(frames);
        Assert.HasCount(29, all);
        for (int i = 0; i < all.Count; i++)
            Assert.AreEqual((Math.Max(Math.Min(i, 2), i - 24), Math.Round(0.04 * i, 6)), all[i]);
    }

    [TestMethod]
    public void SteadyFramesAreNotRepeated()
    {
        double[] times = [0, 0.2, 0.4, 0.65, 0.7, 0.9];
        CollectionAssert.AreEqual(times.Select((t, i) => (i, t)).ToArray(), All(new HeldFrames(new TimedFrames(times))));
    }

    [TestMethod]
    public void AFrameIsNotRepeatedForDays() => Assert.HasCount(2, All(new HeldFrames(new TimedFrames(0, 1e6))));

    private static List<(int Frame, double Time)> All(IFrameSource source)
    {
        var all = new List<(int, double)>();
        while (source.TryRead(out FrameView frame, out TimeSpan time))
        {
            byte[] rgb = new byte[3 * frame.Width * frame.Height];
            frame.CopyTo(rgb);
            all.Add((rgb[0], Math.Round(time.TotalSeconds, 6)));
        }
        return all;
    }

    /// <summary>Frames at given seconds, filled with their numbers, in memory that is used again.</summary>
    private sealed class TimedFrames(params double[] seconds) : IFrameSource
    {
        private readonly byte[] _pixels = new byte[12];
        private int _next;

        public int? FrameCount => null;

        public bool TryRead(out FrameView frame, out TimeSpan time)
        {
            frame = default;
            time = default;
            if (_next == seconds.Length)
                return false;
            _pixels.AsSpan().Fill((byte)_next);
            frame = new FrameView(_pixels, 2, 2, PixelLayout.Rgb24);
            time = TimeSpan.FromSeconds(seconds[_next++]);
            return true;
        }

        public void Dispose()
        {
        }
    }
}
