namespace MmaDfer.Sdk.Tests.Tensors;

/// <summary>The resize as its formula says it, one sample at a time.</summary>
internal static class ResizeTwin
{
    public static byte[] Resize(byte[] rgb, int width, int height, int size)
    {
        byte[] wide = width == size ? rgb : Pass(size, height, width, size,
            (x, y, c) => rgb[(y * width + x) * 3 + c], horizontal: true);
        return height == size ? wide : Pass(size, size, height, size,
            (x, y, c) => wide[(y * size + x) * 3 + c], horizontal: false);
    }

    private static byte[] Pass(int width, int height, int nIn, int nOut, Func<int, int, int, byte> pixel, bool horizontal)
    {
        byte[] result = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double s = (double)nIn / nOut, f = Math.Max(s, 1), c = ((horizontal ? x : y) + 0.5) * s;
                int first = Math.Max(0, (int)(c - f + 0.5)), last = Math.Min(nIn, (int)(c + f + 0.5));
                double[] w = [.. Enumerable.Range(first, last - first).Select(j => Math.Max(0, 1 - Math.Abs(j - c + 0.5) / f))];
                for (int channel = 0; channel < 3; channel++)
                {
                    long sum = 1 << 21;
                    for (int j = first; j < last; j++)
                    {
                        long q = (long)Math.Floor(w[j - first] / w.Sum() * (1 << 22) + 0.5);
                        sum += q * (horizontal ? pixel(j, y, channel) : pixel(x, j, channel));
                    }
                    result[(y * width + x) * 3 + channel] = (byte)Math.Clamp(sum >> 22, 0, 255);
                }
            }
        }
        return result;
    }
}
