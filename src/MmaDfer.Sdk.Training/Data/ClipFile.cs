using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// The format of a decoded clip on disk: a head (magic, length of the file, number of frames, whether there is sound, hash of
/// head, entries and spectrogram), an entry for each frame, the spectrogram, then the packed frames. All in little-endian.
/// </summary>
internal static class ClipFile
{
    /// <summary>Candidate frames that are kept of a clip, evenly spaced where it has more.</summary>
    public const int MaxFrames = 256;

    /// <summary>Pixels in the longer direction: larger pictures are reduced.</summary>
    public const int MaxSide = 320;

    public const int HeadBytes = 32, EntryBytes = 24, MaxFrameBytes = 3 * MaxSide * MaxSide;

    /// <summary>Changes with the format, and with anything that decodes otherwise.</summary>
    private const ulong Magic = 0x3250494C43414D4D;

    public static byte[] Write(IReadOnlyList<(int Width, int Height, byte[] Packed)> frames, float[]? spectrogram)
    {
        int sound = spectrogram is null ? 0 : sizeof(float) * Spectrogram.Length;
        int fixedBytes = HeadBytes + EntryBytes * frames.Count + sound;
        byte[] file = new byte[fixedBytes + frames.Sum(f => f.Packed.Length)];
        BinaryPrimitives.WriteUInt64LittleEndian(file, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(8), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), frames.Count);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(20), spectrogram is null ? 0 : 1);
        int offset = fixedBytes;
        for (int i = 0; i < frames.Count; i++)
        {
            (int width, int height, byte[] packed) = frames[i];
            Span<byte> entry = file.AsSpan(HeadBytes + EntryBytes * i, EntryBytes);
            BinaryPrimitives.WriteInt64LittleEndian(entry, offset);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], packed.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[12..], (ushort)width);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[14..], (ushort)height);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[16..], Hash(packed));
            packed.CopyTo(file, offset);
            offset += packed.Length;
        }
        for (int i = 0; i < sound / sizeof(float); i++)
            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(fixedBytes - sound + sizeof(float) * i), spectrogram![i]);
        // The field itself is still zero.
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(24), Hash(file.AsSpan(0, fixedBytes)));
        return file;
    }

    /// <summary>Length of head, entries and spectrogram by the head; null where it is none of ours, or cut short.</summary>
    public static int? FixedBytes(ReadOnlySpan<byte> head, long fileLength)
    {
        if (head.Length < HeadBytes || BinaryPrimitives.ReadUInt64LittleEndian(head) != Magic
            || BinaryPrimitives.ReadInt64LittleEndian(head[8..]) != fileLength)
        {
            return null;
        }
        int frames = BinaryPrimitives.ReadInt32LittleEndian(head[16..]), sound = BinaryPrimitives.ReadInt32LittleEndian(head[20..]);
        if (frames is < 0 or > MaxFrames || sound is not (0 or 1))
            return null;
        int length = HeadBytes + EntryBytes * frames + sound * sizeof(float) * Spectrogram.Length;
        return length <= fileLength ? length : null;
    }

    /// <summary>Reads head, entries and spectrogram; false where they are damaged.</summary>
    public static bool TryRead(Span<byte> bytes, long fileLength, out FrameEntry[] frames, out float[]? spectrogram)
    {
        ulong hash = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        bytes[24..32].Clear();
        frames = new FrameEntry[BinaryPrimitives.ReadInt32LittleEndian(bytes[16..])];
        spectrogram = null;
        if (Hash(bytes) != hash)
            return false;
        for (int i = 0; i < frames.Length; i++)
        {
            ReadOnlySpan<byte> entry = bytes.Slice(HeadBytes + EntryBytes * i, EntryBytes);
            var frame = new FrameEntry(
                BinaryPrimitives.ReadInt64LittleEndian(entry), BinaryPrimitives.ReadInt32LittleEndian(entry[8..]),
                BinaryPrimitives.ReadUInt16LittleEndian(entry[12..]), BinaryPrimitives.ReadUInt16LittleEndian(entry[14..]),
                BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]));
            bool fits = frame.Width is > 0 and <= MaxSide && frame.Height is > 0 and <= MaxSide && frame.Length > 0
                && frame.Length <= frame.PictureBytes && frame.Offset >= bytes.Length && frame.Offset <= fileLength - frame.Length;
            if (!fits)
                return false;
            frames[i] = frame;
        }
        if (BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]) == 0)
            return true;
        spectrogram = new float[Spectrogram.Length];
        for (int i = 0; i < spectrogram.Length; i++)
            spectrogram[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(HeadBytes + EntryBytes * frames.Length + sizeof(float) * i)..]);
        return true;
    }

    /// <summary>Against damage, not against attackers: FNV-1a over words of eight bytes, each spread over the whole.</summary>
    public static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 0xcbf29ce484222325 ^ (ulong)bytes.Length;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes))
            hash = ulong.RotateLeft((hash ^ (BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word))) * 0x9E3779B97F4A7C15, 29);
        foreach (byte b in bytes[(bytes.Length & ~7)..])
            hash = (hash ^ b) * 0x100000001b3;
        return hash ^ (hash >> 32);
    }
}
