using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Stage.Drawing;

/// <summary>An image on a canvas; its pixels may be replaced between two frames.</summary>
public sealed class CanvasImage
{
    private byte[] _whole = [];

    public int Width { get; private set; } = 1;

    public int Height { get; private set; } = 1;

    /// <summary>Red, green, blue, 255.</summary>
    internal byte[] Pixels { get; private set; } = [0, 0, 0, 255];

    /// <summary>Changes whenever the pixels do.</summary>
    internal int Version { get; private set; }

    /// <summary>Copies a frame.</summary>
    public void Show(FrameView frame)
    {
        if (Pixels.Length != 4 * frame.Width * frame.Height)
            Pixels = new byte[4 * frame.Width * frame.Height];
        (Width, Height) = (frame.Width, frame.Height);
        Version++;
        frame.CopyTo(Pixels, PixelLayout.Rgba32);
    }

    /// <summary>Copies the part of a frame in a box, as far as it is inside of the frame.</summary>
    public void Show(FrameView frame, FaceBox box)
    {
        int left = Clamp(box.X, frame.Width), right = Clamp(box.X + box.Width, frame.Width), top = Clamp(box.Y, frame.Height), bottom = Clamp(box.Y + box.Height, frame.Height);
        if (right <= left || bottom <= top)
            return;
        if (_whole.Length != 4 * frame.Width * frame.Height)
            _whole = new byte[4 * frame.Width * frame.Height];
        frame.CopyTo(_whole, PixelLayout.Rgba32);
        (Width, Height) = (right - left, bottom - top);
        if (Pixels.Length != 4 * Width * Height)
            Pixels = new byte[4 * Width * Height];
        for (int y = 0; y < Height; y++)
            _whole.AsSpan(4 * (((top + y) * frame.Width) + left), 4 * Width).CopyTo(Pixels.AsSpan(4 * y * Width));
        Version++;
    }

    private static int Clamp(float place, int size) => (int)Math.Clamp(MathF.Round(place), 0, size);
}
