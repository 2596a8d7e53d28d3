using System.IO.Compression;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Packs RGB24 frames losslessly: the difference to the same colour of the pixel to the left, then deflate. A frame that does not get
/// smaller is stored as it is.
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

    /// <summary>Unpacks a frame.</summary>
    /// <returns>False if the bytes are not a frame of this size.</returns>
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

/// <summary>A frame packed by <see cref="FrameCodec"/>.</summary>
internal sealed record Packed(int Width, int Height, byte[] Bytes);

/// <summary>The entry of a packed frame in a clip file.</summary>
/// <param name="Offset">Offset of the packed bytes from the start of the file.</param>
/// <param name="Length">Number of packed bytes.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Hash">Hash of the packed bytes.</param>
internal readonly record struct FrameEntry(long Offset, int Length, int Width, int Height, ulong Hash)
{
    /// <summary>Number of bytes of the unpacked frame, RGB24.</summary>
    public int RgbBytes => 3 * Width * Height;
}
