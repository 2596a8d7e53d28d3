using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// The file format of a decoded clip: a header (magic, file length, number of frames, sample rate of the spectrogram or 0, hash of header,
/// entries and spectrogram), an entry for each frame, the spectrogram, and the packed frames. All values are little-endian.
/// </summary>
internal static class ClipFile
{
    /// <summary>Maximum number of candidate frames per clip; a clip with more keeps evenly spaced ones.</summary>
    public const int MaxFrames = 256;

    /// <summary>Maximum length of the longer side, in pixels; larger frames are reduced.</summary>
    public const int MaxSide = 320;

    public const int HeaderBytes = 32, EntryBytes = 24, MaxFrameBytes = 3 * MaxSide * MaxSide;

    /// <summary>Changes with the format, and whenever decoding gives different results.</summary>
    private const ulong Magic = 0x3350494C43414D4D;

    public static byte[] Write(IReadOnlyList<(int Width, int Height, byte[] Packed)> frames, ClipAudio? heard)
    {
        float[]? spectrogram = heard?.Spectrogram;
        int audio = spectrogram is null ? 0 : sizeof(float) * Spectrogram.Length;
        int fixedBytes = HeaderBytes + EntryBytes * frames.Count + audio;
        byte[] file = new byte[fixedBytes + frames.Sum(f => f.Packed.Length)];
        BinaryPrimitives.WriteUInt64LittleEndian(file, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(8), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), frames.Count);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(20), heard?.Rate ?? 0);
        int offset = fixedBytes;
        for (int i = 0; i < frames.Count; i++)
        {
            (int width, int height, byte[] packed) = frames[i];
            Span<byte> entry = file.AsSpan(HeaderBytes + EntryBytes * i, EntryBytes);
            BinaryPrimitives.WriteInt64LittleEndian(entry, offset);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], packed.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[12..], (ushort)width);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[14..], (ushort)height);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[16..], Hash(packed));
            packed.CopyTo(file, offset);
            offset += packed.Length;
        }
        for (int i = 0; i < audio / sizeof(float); i++)
            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(fixedBytes - audio + sizeof(float) * i), spectrogram![i]);
        // The hash field itself is still zero.
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(24), Hash(file.AsSpan(0, fixedBytes)));
        return file;
    }

    /// <summary>Length of header, entries and spectrogram, read from the header; null if the header is invalid or the file is truncated.</summary>
    public static int? FixedBytes(ReadOnlySpan<byte> header, long fileLength)
    {
        if (header.Length < HeaderBytes || BinaryPrimitives.ReadUInt64LittleEndian(header) != Magic
            || BinaryPrimitives.ReadInt64LittleEndian(header[8..]) != fileLength)
        {
            return null;
        }
        int frames = BinaryPrimitives.ReadInt32LittleEndian(header[16..]), audio = BinaryPrimitives.ReadInt32LittleEndian(header[20..]);
        if (frames is < 0 or > MaxFrames || audio is < 0 or > LogMel.MaxSampleRate)
            return null;
        int length = HeaderBytes + EntryBytes * frames + (audio > 0 ? sizeof(float) * Spectrogram.Length : 0);
        return length <= fileLength ? length : null;
    }

    /// <summary>Samples per second of the audio that the spectrogram shows; 0 without audio.</summary>
    public static int SampleRate(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt32LittleEndian(header[20..]);

    /// <summary>Reads header, entries and spectrogram; returns false if they are damaged.</summary>
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
            ReadOnlySpan<byte> entry = bytes.Slice(HeaderBytes + EntryBytes * i, EntryBytes);
            var frame = new FrameEntry(
                BinaryPrimitives.ReadInt64LittleEndian(entry), BinaryPrimitives.ReadInt32LittleEndian(entry[8..]),
                BinaryPrimitives.ReadUInt16LittleEndian(entry[12..]), BinaryPrimitives.ReadUInt16LittleEndian(entry[14..]),
                BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]));
            bool fits = frame.Width is > 0 and <= MaxSide && frame.Height is > 0 and <= MaxSide && frame.Length > 0
                && frame.Length <= frame.RgbBytes && frame.Offset >= bytes.Length && frame.Offset <= fileLength - frame.Length;
            if (!fits)
                return false;
            frames[i] = frame;
        }
        if (SampleRate(bytes) == 0)
            return true;
        spectrogram = new float[Spectrogram.Length];
        for (int i = 0; i < spectrogram.Length; i++)
            spectrogram[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(HeaderBytes + EntryBytes * frames.Length + sizeof(float) * i)..]);
        return true;
    }

    /// <summary>A hash that detects damage, not tampering: FNV-1a over words of eight bytes, with additional mixing.</summary>
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
