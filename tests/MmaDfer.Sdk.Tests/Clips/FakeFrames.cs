using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Clips;

/// <summary>Small pictures at 25 per second; frame i is filled with the bytes of i, so every one can be told.</summary>
internal sealed class FakeFrames(int count, int? announced = null) : IFrameSource
{
    public const int Width = 4, Height = 2;
    private readonly byte[] _pixels = new byte[Width * Height * 3];

    public int Position { get; private set; }

    public int Reads { get; private set; }

    public Action<int>? OnRead { get; init; }

    public int? FrameCount => announced;

    public IReadOnlyList<string> WarningsAtEnd { get; init; } = [];

    public IReadOnlyList<string> Warnings => Position == count ? WarningsAtEnd : [];

    public bool TryRead(out FrameView frame, out TimeSpan time)
    {
        OnRead?.Invoke(Position);
        frame = default;
        time = default;
        if (Position == count)
            return false;
        Reads++;
        for (int i = 0; i < _pixels.Length; i += 3)
            (_pixels[i], _pixels[i + 1], _pixels[i + 2]) = ((byte)Position, (byte)(Position >> 8), (byte)(Position >> 16));
        frame = new FrameView(_pixels, Width, Height, PixelLayout.Rgb24);
        time = TimeSpan.FromMilliseconds(40L * Position);
        Position++;
        return true;
    }

    public int Skip(int wanted)
    {
        int skipped = Math.Min(wanted, count - Position);
        Position += skipped;
        return skipped;
    }

    public void Dispose()
    {
    }
}
