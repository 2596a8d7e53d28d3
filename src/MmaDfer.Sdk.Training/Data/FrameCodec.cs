using System.IO.Compression;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Packs RGB24 pictures without loss: each byte less its neighbour to the left of the same colour, then deflate; as they are
/// where that is no smaller.
/// </summary>
internal static class FrameCodec
{
    public static byte[] Encode(ReadOnlySpan<byte> rgb, int width)
    {
        byte[] rows = rgb.ToArray();
        int stride = 3 * width;
        for (int row = 0; row < rows.Length; row += stride)
        {
            for (int i = row + stride - 1; i >= row + 3; i--)
                rows[i] -= rows[i - 3];
        }
        using var packed = new MemoryStream(rows.Length / 2);
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(rows);
        return packed.Length < rows.Length ? packed.ToArray() : rgb.ToArray();
    }

    /// <returns>False where the bytes are no picture of this size.</returns>
    public static bool TryDecode(byte[] packed, int length, int width, Span<byte> rgb)
    {
        if (length == rgb.Length)
        {
            packed.AsSpan(0, length).CopyTo(rgb);
            return true;
        }
        try
        {
            using var deflate = new DeflateStream(new MemoryStream(packed, 0, length, writable: false), CompressionMode.Decompress);
            if (deflate.ReadAtLeast(rgb, rgb.Length, throwOnEndOfStream: false) < rgb.Length)
                return false;
        }
        catch (InvalidDataException)
        {
            return false;
        }
        int stride = 3 * width;
        for (int row = 0; row < rgb.Length; row += stride)
        {
            for (int i = row + 3; i < row + stride; i++)
                rgb[i] += rgb[i - 3];
        }
        return true;
    }
}

/// <summary>A picture packed by <see cref="FrameCodec"/>.</summary>
internal sealed record Packed(int Width, int Height, byte[] Bytes);

/// <summary>A packed frame within a clip's file.</summary>
/// <param name="Offset">Its first byte, from the start of the file.</param>
/// <param name="Length">Its packed bytes.</param>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Hash">Of its packed bytes.</param>
internal readonly record struct FrameEntry(long Offset, int Length, int Width, int Height, ulong Hash)
{
    /// <summary>Bytes of the picture, RGB24.</summary>
    public int PictureBytes => 3 * Width * Height;
}
