using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Sources.Pixels;

/// <summary>RGB frames turned by quarters and mirrored in the plainest way.</summary>
internal static class PlainTurn
{
    public static IEnumerable<(int Rotation, bool Mirrored)> All =>
        from rotation in new[] { 0, 90, 180, 270 } from mirrored in new[] { false, true } select (rotation, mirrored);

    /// <summary>What a frame shows, upright.</summary>
    public static (byte[] Rgb, int Width, int Height) Upright(FrameView frame)
    {
        byte[] rgb = new byte[3 * frame.Width * frame.Height];
        (frame with { Rotation = 0, Mirrored = false }).CopyTo(rgb);
        (int width, int height) = (frame.Width, frame.Height);
        for (int quarter = 0; quarter < frame.Rotation / 90; quarter++)
        {
            // A quarter clockwise: what was at the left is at the top, what was at the top is at the right.
            byte[] turned = new byte[rgb.Length];
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                    rgb.AsSpan(3 * (y * width + x), 3).CopyTo(turned.AsSpan(3 * (x * height + height - 1 - y)));
            }
            (rgb, width, height) = (turned, height, width);
        }
        for (int y = 0; frame.Mirrored && y < height; y++)
        {
            byte[] row = rgb[(3 * y * width)..(3 * (y + 1) * width)];
            for (int x = 0; x < width; x++)
                row.AsSpan(3 * x, 3).CopyTo(rgb.AsSpan(3 * (y * width + width - 1 - x)));
        }
        return (rgb, width, height);
    }

    /// <summary>A frame of noise, with so many bytes between its rows; bottom-up for a negative number of them.</summary>
    public static FrameView Noise(PixelLayout layout, int width, int height, int gap, int seed = 1)
    {
        byte[] pixels = new byte[8 * (width + Math.Abs(gap) + 2) * (height + 2)];
        new Random(seed).NextBytes(pixels);
        int stride = (int)Sdk.Sources.Pixels.FrameGeometry.RowBytes(width, layout) + Math.Abs(gap);
        return new FrameView(pixels, width, height, layout, gap < 0 ? -stride : stride);
    }
}
