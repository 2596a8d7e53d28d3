using System.Buffers.Binary;

namespace MmaDfer.Sdk.Sources.Images;

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
