using System.Buffers;
using System.Buffers.Binary;
using MmaDfer.Sdk.Sources.Pixels;

namespace MmaDfer.Sdk.Sources.Images;

/// <summary>
/// How a camera was held, as EXIF numbers it: 1 upright, 2 mirrored, 3 upside down, 4 that mirrored, 5 to 8 lying on a side (6 is to
/// be turned clockwise, 8 the other way, 5 and 7 are these mirrored).
/// </summary>
internal static class ImageOrientation
{
    public const int Upright = 1;

    private const int Last = 8;

    /// <summary>The orientation that an image file notes; upright where it notes none, or none that there is.</summary>
    public static int Of(ImageKind kind, ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> exif = kind switch
        {
            ImageKind.Jpeg => OfJpeg(file),
            ImageKind.Png => OfPng(file),
            ImageKind.WebP => OfWebP(file),
            ImageKind.Tiff => file,
            _ => default,
        };
        return TiffTags.Find(exif, TiffTags.Orientation) is uint noted and >= Upright and <= Last ? (int)noted : Upright;
    }

    /// <summary>Whether width and height change places.</summary>
    public static bool Swaps(int orientation) => orientation > 4;

    /// <summary>Turns an image upright.</summary>
    /// <param name="rgb">RGB rows as they were stored.</param>
    /// <param name="width">Their width.</param>
    /// <param name="height">Their number.</param>
    /// <param name="orientation">1 to 8.</param>
    /// <param name="upright">Room for as many bytes; not the same memory.</param>
    public static void Turn(ReadOnlySpan<byte> rgb, int width, int height, int orientation, Span<byte> upright)
    {
        FrameTurn turn = orientation switch
        {
            2 => FrameTurn.Of(0, mirrored: true),
            3 => FrameTurn.Of(180, mirrored: false),
            4 => FrameTurn.Of(180, mirrored: true),
            5 => FrameTurn.Of(90, mirrored: true),
            6 => FrameTurn.Of(90, mirrored: false),
            7 => FrameTurn.Of(270, mirrored: true),
            8 => FrameTurn.Of(270, mirrored: false),
            _ => default,
        };
        byte[] scratch = ArrayPool<byte>.Shared.Rent(turn.ScratchBytes(width));
        turn.Read(
            new FrameView(rgb, width, height, PixelLayout.Rgb24), new PixelArea(0, 0, width, height), scratch, upright, 3 * (turn.Swaps ? height : width));
        ArrayPool<byte>.Shared.Return(scratch);
    }

    private static ReadOnlySpan<byte> OfJpeg(ReadOnlySpan<byte> file)
    {
        for (int at = 2; at + 4 <= file.Length && file[at] == 0xFF;)
        {
            byte marker = file[at + 1];
            int size = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            // Start of scan: what follows is the image.
            if (marker == 0xDA || size < 2 || at + 2 + size > file.Length)
                return default;
            ReadOnlySpan<byte> segment = file.Slice(at + 4, size - 2);
            if (marker == 0xE1 && segment.StartsWith("Exif\0"u8) && segment.Length > 6)
                return segment[6..];
            at += 2 + size;
        }
        return default;
    }

    private static ReadOnlySpan<byte> OfPng(ReadOnlySpan<byte> file)
    {
        for (long at = 8; at + 12 <= file.Length;)
        {
            ReadOnlySpan<byte> chunk = file[(int)at..];
            long size = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (12 + size > chunk.Length)
                return default;
            if (chunk[4..8].SequenceEqual("eXIf"u8))
                return chunk.Slice(8, (int)size);
            at += 12 + size;
        }
        return default;
    }

    private static ReadOnlySpan<byte> OfWebP(ReadOnlySpan<byte> file)
    {
        for (long at = 12; at + 8 <= file.Length;)
        {
            ReadOnlySpan<byte> chunk = file[(int)at..];
            long size = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (8 + size > chunk.Length)
                return default;
            if (chunk.StartsWith("EXIF"u8))
            {
                ReadOnlySpan<byte> exif = chunk.Slice(8, (int)size);
                // Some writers leave the mark of JPEG files in front.
                return exif.StartsWith("Exif\0\0"u8) ? exif[6..] : exif;
            }
            at += 8 + size + (size & 1);
        }
        return default;
    }
}

/// <summary>Numbers in the first directory of a TIFF structure: of a TIFF file, or of what cameras note (EXIF) in other files.</summary>
internal static class TiffTags
{
    public const int Compression = 259, Orientation = 274, TileWidth = 322;

    private const int EntryBytes = 12, Short = 3, Long = 4;

    /// <summary>The first number of a tag; null where it is not there or the structure is damaged.</summary>
    public static uint? Find(ReadOnlySpan<byte> tiff, int tag)
    {
        bool little = tiff.StartsWith("II*\0"u8);
        if (tiff.Length < 8 || (!little && !tiff.StartsWith("MM\0*"u8)))
            return null;
        long at = UInt32(tiff[4..], little);
        if (at + 2 > tiff.Length)
            return null;
        int count = UInt16(tiff[(int)at..], little);
        at += 2;
        for (int i = 0; i < count && at + EntryBytes <= tiff.Length; i++, at += EntryBytes)
        {
            ReadOnlySpan<byte> entry = tiff.Slice((int)at, EntryBytes);
            if (UInt16(entry, little) != tag)
                continue;
            return UInt16(entry[2..], little) switch
            {
                Short => UInt16(entry[8..], little),
                Long => UInt32(entry[8..], little),
                _ => null,
            };
        }
        return null;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
