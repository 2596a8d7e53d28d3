using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Clips;

/// <summary>Pictures of noise at 25 per second; each depends on its index and the seed alone.</summary>
internal sealed class NoiseFrames(int[] indices, int seed = 0) : IFrameSource
{
    private const int Size = 40;
    private readonly byte[] _pixels = new byte[Size * Size * 3];
    private int _next;

    public int? FrameCount => indices.Length;

    public bool TryRead(out FrameView frame, out TimeSpan time)
    {
        frame = default;
        time = TimeSpan.FromMilliseconds(40L * _next);
        if (_next == indices.Length)
            return false;
        new Random(seed * 1000 + indices[_next++]).NextBytes(_pixels);
        frame = new FrameView(_pixels, Size, Size, PixelLayout.Rgb24);
        return true;
    }

    public void Dispose()
    {
    }
}
