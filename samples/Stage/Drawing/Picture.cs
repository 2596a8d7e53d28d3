using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Stage.Drawing;

/// <summary>A picture to be shown; it may be replaced at any time between two frames.</summary>
public sealed class Picture
{
    public int Width { get; private set; } = 1;

    public int Height { get; private set; } = 1;

    /// <summary>Red, green, blue, 255.</summary>
    internal byte[] Pixels { get; private set; } = [0, 0, 0, 255];

    /// <summary>Changes whenever the pixels do.</summary>
    internal int Version { get; private set; }

    /// <summary>Shows another picture: RGB, grey or I420, as cameras, files and the drawn person give them.</summary>
    /// <exception cref="ArgumentException">Pixels are laid out otherwise.</exception>
    public void Show(FrameView frame)
    {
        if (Pixels.Length != 4 * frame.Width * frame.Height)
            Pixels = new byte[4 * frame.Width * frame.Height];
        (Width, Height) = (frame.Width, frame.Height);
        Version++;
        int at = 0;
        for (int y = 0; y < frame.Height; y++)
        {
            ReadOnlySpan<byte> row = frame.Pixels[(y * frame.Stride)..];
            for (int x = 0; x < frame.Width; x++)
            {
                (byte red, byte green, byte blue) = frame.Layout switch
                {
                    PixelLayout.Rgb24 => (row[3 * x], row[(3 * x) + 1], row[(3 * x) + 2]),
                    PixelLayout.Gray8 => (row[x], row[x], row[x]),
                    PixelLayout.I420 => FromYuv(frame, x, y),
                    _ => throw new ArgumentException($"Pictures of {frame.Layout} cannot be shown here; RGB, grey and I420 can.", nameof(frame)),
                };
                (Pixels[at], Pixels[at + 1], Pixels[at + 2], Pixels[at + 3]) = (red, green, blue, 255);
                at += 4;
            }
        }
    }

    /// <summary>For the eye, not for the network: one matrix and one range, whatever the file says.</summary>
    private static (byte Red, byte Green, byte Blue) FromYuv(FrameView frame, int x, int y)
    {
        int halfStride = (frame.Stride + 1) / 2, planeU = frame.Stride * frame.Height, planeV = planeU + (halfStride * ((frame.Height + 1) / 2));
        int half = (y / 2 * halfStride) + (x / 2);
        float luma = 1.164f * (frame.Pixels[(y * frame.Stride) + x] - 16);
        float u = frame.Pixels[planeU + half] - 128, v = frame.Pixels[planeV + half] - 128;
        return (Byte(luma + (1.596f * v)), Byte(luma - (0.392f * u) - (0.813f * v)), Byte(luma + (2.017f * u)));
    }

    private static byte Byte(float value) => (byte)Math.Clamp(value, 0, 255);
}
