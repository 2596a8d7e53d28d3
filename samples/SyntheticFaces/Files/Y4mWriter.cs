using System.Text;

namespace MmaDfer.Samples.SyntheticFaces.Files;

/// <summary>Uncompressed video: YUV 4:2:0 by ITU-R BT.601, full range.</summary>
internal static class Y4mWriter
{
    public static byte[] Bytes(SyntheticClip clip)
    {
        byte[] header = Encoding.ASCII.GetBytes(
            $"YUV4MPEG2 W{clip.Size} H{clip.Size} F{clip.FramesPerSecond}:1 Ip A1:1 C420jpeg XCOLORRANGE=FULL\n");
        byte[] frame = "FRAME\n"u8.ToArray();
        int planes = clip.Size * clip.Size * 3 / 2;
        byte[] bytes = new byte[header.Length + (clip.Frames.Count * (frame.Length + planes))];
        header.CopyTo(bytes, 0);
        int at = header.Length;
        foreach (byte[] rgb in clip.Frames)
        {
            frame.CopyTo(bytes, at);
            Planes(rgb, clip.Size, bytes.AsSpan(at + frame.Length, planes));
            at += frame.Length + planes;
        }
        return bytes;
    }

    private static void Planes(ReadOnlySpan<byte> rgb, int size, Span<byte> planes)
    {
        int half = size / 2;
        Span<byte> us = planes.Slice(size * size, half * half), vs = planes[((size * size) + (half * half))..];
        for (int i = 0; i < size * size; i++)
            planes[i] = Sum(0.299, 0.587, 0.114, 0, rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]);
        for (int y = 0; y < half; y++)
        {
            for (int x = 0; x < half; x++)
            {
                int a = 3 * ((2 * y * size) + (2 * x)), b = a + (3 * size);
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
