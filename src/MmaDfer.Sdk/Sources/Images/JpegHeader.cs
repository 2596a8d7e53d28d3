using System.Buffers.Binary;

namespace MmaDfer.Sdk.Sources.Images;

/// <summary>The outside of a JPEG file: its size, its colours, where it ends.</summary>
internal static class JpegHeader
{
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;
    private const byte AdobeSegment = 0xEE;

    public static (ImageForm? Form, int End) Parse(ReadOnlySpan<byte> file, string origin)
    {
        ImageForm? form = null;
        int adobeTransform = -1;
        int at = 2;
        while (true)
        {
            at = NextMarker(file, at);
            if (at < 0)
                throw ImageFile.CutShort(origin, file.Length, "the end of the image (EOI)");
            byte marker = file[at - 1];
            if (marker == EndOfImage)
                return form is null ? throw NoFrame(origin) : (form, at);
            // Restart marks stand inside the data of a scan; 01 and SOI have no content either.
            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
                continue;
            int size = at + 2 <= file.Length ? BinaryPrimitives.ReadUInt16BigEndian(file[at..]) : 0;
            if (size < 2 || at + size > file.Length)
                throw ImageFile.CutShort(origin, file.Length, $"the segment at byte {at - 2}");
            ReadOnlySpan<byte> segment = file.Slice(at + 2, size - 2);
            if (marker == AdobeSegment && segment.Length >= 12 && segment.StartsWith("Adobe"u8))
                adobeTransform = segment[11];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                form ??= Frame(marker, segment, adobeTransform, origin);
            if (marker == StartOfScan && form is null)
                throw NoFrame(origin);
            at += size;
        }
    }

    /// <summary>The position behind the next marker, passing over coded data; -1 if there is none.</summary>
    private static int NextMarker(ReadOnlySpan<byte> file, int at)
    {
        while (at < file.Length)
        {
            int found = file[at..].IndexOf((byte)0xFF);
            if (found < 0)
                return -1;
            at += found;
            while (at < file.Length && file[at] == 0xFF)
                at++;
            // FF 00 is the byte FF in coded data.
            if (at < file.Length && file[at++] != 0)
                return at;
        }
        return -1;
    }

    private static ImageForm Frame(byte marker, ReadOnlySpan<byte> segment, int adobeTransform, string origin)
    {
        if (segment.Length < 6 || segment.Length < 6 + (3 * segment[5]))
            throw new MediaException($"{origin} is damaged: its JPEG frame header is too short.");
        uint height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]);
        uint width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
        ImageFile.CheckSize(width, height, origin);
        int components = segment[5];
        var variant = new HashCode();
        variant.AddBytes(segment);
        variant.Add(marker);
        // Baseline, extended and progressive Huffman with 8 bits; whatever else there is, ffmpeg knows or refuses.
        bool common = marker is 0xC0 or 0xC1 or 0xC2 && segment[0] == 8;
        JpegSampling? sampling = common ? Sampling(components, segment[6..], adobeTransform) : null;
        return new ImageForm((int)width, (int)height, variant.ToHashCode(), sampling);
    }

    /// <summary>Null where the planes are not Y, Cb and Cr, or have unusual sizes.</summary>
    private static JpegSampling? Sampling(int components, ReadOnlySpan<byte> table, int adobeTransform)
    {
        if (components == 1)
            return JpegSampling.Gray;
        bool rgb = adobeTransform == 0 || (adobeTransform < 0 && table[0] == 'R' && table[3] == 'G' && table[6] == 'B');
        if (components != 3 || rgb || table[4] != 0x11 || table[7] != 0x11)
            return null;
        return table[1] switch
        {
            0x11 => JpegSampling.Full,
            0x21 => JpegSampling.HalfWidth,
            0x12 => JpegSampling.HalfHeight,
            0x22 => JpegSampling.Quarter,
            _ => null,
        };
    }

    private static MediaException NoFrame(string origin) => new($"{origin} is damaged: it holds no JPEG frame header.");
}
