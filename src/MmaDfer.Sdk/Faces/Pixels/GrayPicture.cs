using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Faces.Pixels;

/// <summary>A rectangle of a picture in grey, rows without gaps. Keeps its memory. One thread at a time.</summary>
internal sealed class GrayPicture
{
    /// <summary>Bytes behind the pixels that may be read but mean nothing.</summary>
    public const int Slack = 4;

    private readonly GrayRows _rows = new();
    private byte[] _pixels = [];

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Width x Height bytes, and <see cref="Slack"/> more.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels.AsSpan(0, (Width * Height) + Slack);

    /// <summary>Reads a rectangle, which must be inside the picture.</summary>
    public void Load(FrameView frame, int left, int top, int width, int height)
    {
        (Width, Height) = (width, height);
        int needed = checked((width * height) + Slack);
        if (_pixels.Length < needed)
            _pixels = new byte[needed];
        for (int y = 0; y < height; y++)
            _rows.Read(frame, top + y, left, _pixels.AsSpan(y * width, width));
    }
}
