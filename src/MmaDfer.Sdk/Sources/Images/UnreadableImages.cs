using System.Buffers.Binary;

namespace MmaDfer.Sdk.Sources.Images;

/// <summary>Image files that ffmpeg takes for good and yet shows black, or does not know, said in words of their own.</summary>
internal static class UnreadableImages
{
    /// <summary>What else first bytes may show: a sentence's end that says what it is and what to do; null for nothing known.</summary>
    public static string? Other(ReadOnlySpan<byte> head)
    {
        if (head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8))
        {
            ReadOnlySpan<byte> brand = head[8..12];
            if (brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("heim"u8) || brand.SequenceEqual("heis"u8)
                || brand.SequenceEqual("hevc"u8) || brand.SequenceEqual("hevx"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8))
            {
                return "is a HEIC image, which this ffmpeg does not read; convert it to JPEG or PNG";
            }
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
                return "is an AVIF image, which this ffmpeg does not read; convert it to JPEG or PNG";
        }
        return IsAnimatedWebP(head) ? "is an animated WebP, which ffmpeg does not read; convert it to GIF, MP4 or single images" : null;
    }

    /// <summary>Refuses a file that would not show its image.</summary>
    /// <exception cref="MediaException">It is one.</exception>
    public static void Check(ImageKind kind, ReadOnlySpan<byte> file, string origin)
    {
        if (kind == ImageKind.WebP && Other(file) is { } what)
            throw new MediaException($"{origin} {what}.");
        // Of a run-length coded BMP that is cut short, ffmpeg shows the rest black.
        if (kind == ImageKind.Bmp && file.Length >= 34 && (BinaryPrimitives.ReadUInt32LittleEndian(file[30..]) is 1 or 2)
            && BinaryPrimitives.ReadUInt32LittleEndian(file[2..]) > file.Length)
        {
            throw ImageFile.CutShort(origin, file.Length, "the end of the image");
        }
        if (kind != ImageKind.Tiff)
            return;
        string? problem = TiffTags.Find(file, TiffTags.Compression) is 6 or 7 ? "with JPEG inside"
            : TiffTags.Find(file, TiffTags.TileWidth) is not null ? "in tiles"
            : null;
        if (problem is not null)
            throw new MediaException($"{origin} is a TIFF {problem}, which ffmpeg shows black; save it as JPEG or PNG, or as TIFF without compression and tiles.");
    }

    private static bool IsAnimatedWebP(ReadOnlySpan<byte> head) =>
        head.Length > 20 && head.StartsWith("RIFF"u8) && head[8..16].SequenceEqual("WEBPVP8X"u8) && (head[20] & 0x02) != 0;
}
