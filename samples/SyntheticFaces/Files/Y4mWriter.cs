using System.Text;

namespace MmaDfer.Samples.SyntheticFaces.Files;

/// <summary>Uncompressed video: YUV 4:2:0 by ITU-R BT.601, full range.</summary>
internal static class Y4mWriter
{
    public static byte[] Bytes(SyntheticClip clip) => Bytes(clip.Frames, clip.Size, clip.Size, clip.FramesPerSecond);

    /// <param name="frames">Rows of red, green and blue bytes.</param>
    /// <param name="width">Even.</param>
    /// <param name="height">Even.</param>
    /// <param name="rate">Frames per second.</param>
    public static byte[] Bytes(IReadOnlyList<byte[]> frames, int width, int height, int rate)
    {
        byte[] header = Encoding.ASCII.GetBytes($"YUV4MPEG2 W{width} H{height} F{rate}:1 Ip A1:1 C420jpeg XCOLORRANGE=FULL\n");
        byte[] frame = "FRAME\n"u8.ToArray();
        int planes = width * height * 3 / 2;
        byte[] bytes = new byte[header.Length + (frames.Count * (frame.Length + planes))];
        header.CopyTo(bytes, 0);
        int at = header.Length;
        foreach (byte[] rgb in frames)
        {
            frame.CopyTo(bytes, at);
            Planes(rgb, width, height, bytes.AsSpan(at + frame.Length, planes));
            at += frame.Length + planes;
        }
        return bytes;
    }

    private static void Planes(ReadOnlySpan<byte> rgb, int width, int height, Span<byte> planes)
    {
        int pixels = width * height, half = width / 2;
        Span<byte> us = planes.Slice(pixels, pixels / 4), vs = planes[(pixels + (pixels / 4))..];
        for (int i = 0; i < pixels; i++)
            planes[i] = Sum(0.299, 0.587, 0.114, 0, rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]);
        for (int y = 0; y < height / 2; y++)
        {
            for (int x = 0; x < half; x++)
            {
                int a = 3 * ((2 * y * width) + (2 * x)), b = a + (3 * width);
                double red = (rgb[a] + rgb[a + 3] + rgb[b] + rgb[b + 3]) * 0.25;
                double green = (rgb[a + 1] + rgb[a + 4] + rgb[b + 1] + rgb[b + 4]) * 0.25;
                double blue = (rgb[a + 2] + rgb[a + 5] + rgb[b + 2] + rgb[b + 5]) * 0.25;
                us[(y * half) + x] = Sum(-0.168736, -0.331264, 0.5, 128, red, green, blue);
                vs[(y * half) + x] = Sum(0.5, -0.418688, -0.081312, 128, red, green, blue);
            }
        }
    }

    private static byte Sum(double r, double g, double b, double zero, double red, double green, double blue) =>
        (byte)Math.Clamp((r * red) + (g * green) + (b * blue) + zero + 0.5, 0, 255);
}
