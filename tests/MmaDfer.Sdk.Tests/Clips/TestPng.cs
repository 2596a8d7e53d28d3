using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MmaDfer.Sdk.Tests.Clips;

/// <summary>The plainest possible reader of the golden pictures: PNG of 8-bit RGB, not interlaced.</summary>
internal sealed record TestPng(int Width, int Height, byte[] Rgb)
{
    public static TestPng Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int width = 0, height = 0;
        var packed = new MemoryStream();
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            string type = Encoding.ASCII.GetString(file, at + 4, 4);
            ReadOnlySpan<byte> data = file.AsSpan(at + 8, length);
            if (type == "IHDR")
            {
                (width, height) = (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]));
                CollectionAssert.AreEqual(new byte[] { 8, 2, 0, 0, 0 }, data[8..].ToArray(), path);
            }
            else if (type == "IDAT")
            {
                packed.Write(data);
            }
            at += 12 + length;
        }
        packed.Position = 0;
        byte[] lines = new byte[(width * 3 + 1) * height];
        using (var unpacked = new ZLibStream(packed, CompressionMode.Decompress))
            unpacked.ReadExactly(lines);
        return new TestPng(width, height, Unfilter(lines, width * 3, height));
    }

    private static byte[] Unfilter(byte[] lines, int row, int height)
    {
        byte[] rgb = new byte[row * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < row; x++)
            {
                int left = x < 3 ? 0 : rgb[y * row + x - 3];
                int up = y == 0 ? 0 : rgb[(y - 1) * row + x];
                int corner = x < 3 || y == 0 ? 0 : rgb[(y - 1) * row + x - 3];
                int predicted = lines[y * (row + 1)] switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    _ => Paeth(left, up, corner),
                };
                rgb[y * row + x] = (byte)(lines[y * (row + 1) + 1 + x] + predicted);
            }
        }
        return rgb;
    }

    private static int Paeth(int left, int up, int corner)
    {
        int toLeft = Math.Abs(up - corner), toUp = Math.Abs(left - corner), toCorner = Math.Abs(left + up - 2 * corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}
