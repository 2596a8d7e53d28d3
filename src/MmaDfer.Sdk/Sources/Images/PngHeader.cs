using System.Buffers.Binary;

namespace MmaDfer.Sdk.Sources.Images;

/// <summary>The outside of a PNG file: its size, its colours, where it ends. Check sums are left to the decoder.</summary>
internal static class PngHeader
{
    public static (ImageForm? Form, int End) Parse(ReadOnlySpan<byte> file, string origin)
    {
        ImageForm? form = null;
        long at = 8;
        while (at + 12 <= file.Length)
        {
            ReadOnlySpan<byte> chunk = file[(int)at..];
            uint size = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            ReadOnlySpan<byte> name = chunk.Slice(4, 4);
            long next = at + 12 + size;
            if (next > file.Length)
                throw ImageFile.CutShort(origin, file.Length, $"the end of the chunk at byte {at} ({size} bytes)");
            if (form is null)
            {
                if (!name.SequenceEqual("IHDR"u8) || size != 13)
                    throw new MediaException($"{origin} is damaged: a PNG file must start with an IHDR chunk of 13 bytes.");
                uint width = BinaryPrimitives.ReadUInt32BigEndian(chunk[8..]);
                uint height = BinaryPrimitives.ReadUInt32BigEndian(chunk[12..]);
                ImageFile.CheckSize(width, height, origin);
                form = new ImageForm((int)width, (int)height, BinaryPrimitives.ReadInt32BigEndian(chunk[16..]) ^ (chunk[20] << 4));
            }
            if (name.SequenceEqual("IEND"u8))
                return (form, (int)next);
            at = next;
        }
        throw ImageFile.CutShort(origin, file.Length, "the last chunk (IEND)");
    }
}
