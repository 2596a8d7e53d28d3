using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Stage.Drawing;

/// <summary>An image on a canvas; its pixels may be replaced between two frames.</summary>
public sealed class CanvasImage
{
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
}
