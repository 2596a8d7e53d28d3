using System.Buffers.Binary;
using System.IO.Compression;

namespace MmaDfer.Samples.SyntheticFaces.Files;

/// <summary>A picture of red, green, blue bytes as PNG.</summary>
internal static class PngWriter
{
    public static byte[] Bytes(ReadOnlySpan<byte> rgb, int width, int height)
    {
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8;
        header[9] = 2;
        Chunk(png, "IHDR"u8, header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            byte[] line = new byte[1 + (3 * width)];
            for (int y = 0; y < height; y++)
            {
                Filter(rgb, 3 * width, y, line);
                zlib.Write(line);
            }
        }
        Chunk(png, "IDAT"u8, packed.ToArray());
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    /// <summary>Rows as differences from the row above (PNG's filter 2), which pack well for flat colours.</summary>
    private static void Filter(ReadOnlySpan<byte> rgb, int stride, int y, Span<byte> line)
    {
        line[0] = 2;
        for (int i = 0; i < stride; i++)
            line[1 + i] = (byte)(rgb[(y * stride) + i] - (y > 0 ? rgb[((y - 1) * stride) + i] : 0));
    }

    private static void Chunk(Stream png, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(name);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, name), data));
        png.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++)
                crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
        }
        return crc;
    }
}
