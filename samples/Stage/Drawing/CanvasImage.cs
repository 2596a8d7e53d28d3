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

    /// <summary>Copies a frame: RGB, grey or I420, as from cameras, files and the drawn person.</summary>
    /// <exception cref="ArgumentException">The frame has another layout.</exception>
    public void Show(FrameView frame)
    {
        if (Pixels.Length != 4 * frame.Width * frame.Height)
            Pixels = new byte[4 * frame.Width * frame.Height];
        (Width, Height) = (frame.Width, frame.Height);
        Version++;
        for (int y = 0; y < frame.Height; y++)
        {
            ReadOnlySpan<byte> row = frame.Pixels[(y * frame.Stride)..];
            Span<byte> shown = Pixels.AsSpan(4 * y * frame.Width, 4 * frame.Width);
            switch (frame.Layout)
            {
                case PixelLayout.Rgb24:
                    for (int from = 0, to = 0; to < shown.Length; from += 3, to += 4)
                        Put(shown[to..], row[from], row[from + 1], row[from + 2]);
                    break;
                case PixelLayout.Gray8:
                    for (int x = 0; x < frame.Width; x++)
                        Put(shown[(4 * x)..], row[x], row[x], row[x]);
                    break;
                case PixelLayout.I420:
                    for (int x = 0; x < frame.Width; x++)
                        PutYuv(shown[(4 * x)..], frame, x, y);
                    break;
                default:
                    throw new ArgumentException($"Frames in {frame.Layout} cannot be shown; use RGB, grey or I420.", nameof(frame));
            }
        }
    }

    private static void Put(Span<byte> pixel, byte red, byte green, byte blue) =>
        (pixel[3], pixel[2], pixel[1], pixel[0]) = (255, blue, green, red);

    /// <summary>For display only: one matrix and one range, whatever the file says.</summary>
    private static void PutYuv(Span<byte> pixel, FrameView frame, int x, int y)
    {
        int halfStride = (frame.Stride + 1) / 2, planeU = frame.Stride * frame.Height, planeV = planeU + (halfStride * ((frame.Height + 1) / 2));
        int half = (y / 2 * halfStride) + (x / 2);
        float luma = 1.164f * (frame.Pixels[(y * frame.Stride) + x] - 16);
        float u = frame.Pixels[planeU + half] - 128, v = frame.Pixels[planeV + half] - 128;
        Put(pixel, Byte(luma + (1.596f * v)), Byte(luma - (0.392f * u) - (0.813f * v)), Byte(luma + (2.017f * u)));
    }

    private static byte Byte(float value) => (byte)Math.Clamp(value, 0, 255);
}
