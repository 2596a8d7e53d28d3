using System.Buffers.Binary;

namespace MmaDfer.Sdk.Sources;

/// <summary>What stands before the samples of a WAV file: RIFF, RF64 or BW64, or the big-endian RIFX.</summary>
/// <param name="FormatTag">1 PCM, 3 float; others are compressed. Of an extensible header, that of its sub-format.</param>
/// <param name="Channels">Number of interleaved channels.</param>
/// <param name="SampleRate">Samples per second and channel.</param>
/// <param name="BlockBytes">Bytes of one sample of all channels.</param>
/// <param name="Bits">Bits of a sample as the file says.</param>
/// <param name="DataBytes">Bytes of samples; null where a streaming writer left that open: until the end.</param>
internal sealed record WavHeader(int FormatTag, int Channels, int SampleRate, int BlockBytes, int Bits, long? DataBytes)
{
    /// <summary>Whether all numbers, samples too, have their highest byte first (RIFX).</summary>
    public bool BigEndian { get; private init; }

    /// <summary>What is wrong with the sizes, and what is done about it; null for nothing.</summary>
    public string? Warning { get; private init; }

    private const int MaxFormat = 1 << 16;
    private const ushort Extensible = 0xFFFE;

    /// <summary>Writers to pipes leave one of several values above this one, too high to be true.</summary>
    private const uint StreamingSize = 0x7FFFF000;

    public static bool IsWav(ReadOnlySpan<byte> head) =>
        head.Length >= 12 && (head.StartsWith("RIFF"u8) || head.StartsWith("RF64"u8) || head.StartsWith("BW64"u8) || head.StartsWith("RIFX"u8))
        && head[8..12].SequenceEqual("WAVE"u8);

    /// <summary>Reads up to the first sample.</summary>
    public static WavHeader Read(Stream stream, string origin)
    {
        Span<byte> head = stackalloc byte[12];
        if (stream.ReadAtLeast(head, 12, throwOnEndOfStream: false) < 12 || !IsWav(head))
            throw new MediaException($"{origin} is not a WAV file: it does not start with 'RIFF' and 'WAVE'.");
        bool big = head.StartsWith("RIFX"u8);
        uint riffBytes = UInt32(head[4..], big);
        long position = 12;
        long? dataBytes64 = null;
        WavHeader? format = null;
        Span<byte> chunk = stackalloc byte[8];
        while (true)
        {
            int got = stream.ReadAtLeast(chunk, 8, throwOnEndOfStream: false);
            if (got < 8)
            {
                throw new MediaException(
                    $"{origin} is damaged: it ends before its samples (no 'data' chunk in {position + got} bytes).");
            }
            position += 8;
            uint size = UInt32(chunk[4..], big);
            if (chunk.StartsWith("data"u8))
            {
                if (format is null)
                    throw new MediaException($"{origin} is damaged: its samples come before their format ('data' before 'fmt ').");
                bool finished = riffBytes != uint.MaxValue && riffBytes + 8L > position;
                return format.WithData(stream, origin, size, dataBytes64, finished);
            }
            CheckFits(stream, origin, position, chunk, size);
            long left = size + (size & 1);
            if (chunk.StartsWith("fmt "u8))
            {
                if (size is < 16 or > MaxFormat)
                    throw new MediaException($"{origin} is damaged: its 'fmt ' chunk has {size} bytes; 16, 18 or 40 are usual.");
                byte[] bytes = new byte[size];
                left -= stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
                format = Format(bytes, big, origin);
            }
            else if (chunk.StartsWith("ds64"u8) && size >= 24)
            {
                byte[] bytes = new byte[24];
                left -= stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
                dataBytes64 = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8));
            }
            Pass(stream, left);
            position += size + (size & 1);
        }
    }

    private static WavHeader Format(ReadOnlySpan<byte> bytes, bool big, string origin)
    {
        int tag = UInt16(bytes, big);
        int channels = UInt16(bytes[2..], big);
        uint rate = UInt32(bytes[4..], big);
        int block = UInt16(bytes[12..], big);
        int bits = UInt16(bytes[14..], big);
        if (tag == Extensible)
        {
            if (bytes.Length < 40)
                throw new MediaException($"{origin} is damaged: its extensible 'fmt ' chunk has {bytes.Length} bytes; 40 are needed.");
            tag = UInt16(bytes[(big ? 26 : 24)..], big);
            // All but two of the first four bytes are the same for every sub-format that has a plain tag too.
            ReadOnlySpan<byte> family = big
                ? [0x00, 0x00, 0x00, 0x10, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71]
                : [0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71];
            if (!bytes[28..40].SequenceEqual(family) || UInt16(bytes[(big ? 24 : 26)..], big) != 0)
                tag = Extensible;
        }
        if (channels == 0)
            throw new MediaException($"{origin} is damaged: its header says 0 channels; at least 1 is needed.");
        if (rate is 0 or > 10_000_000)
            throw new MediaException($"{origin} is damaged: its header says {rate} samples per second; 8000 to 192000 are usual.");
        return new WavHeader(tag, channels, (int)rate, block, bits, null) { BigEndian = big };
    }

    /// <summary>Puts the size of the samples in, as far as it can be believed.</summary>
    private WavHeader WithData(Stream stream, string origin, uint size, long? size64, bool finished)
    {
        // Where the size of 64 bits was left open too, the end is the end.
        long? real = size64 is 0 or -1 ? null : size64;
        long bytes = size == uint.MaxValue && real is { } known ? known : size;
        if (bytes < 0)
            throw new MediaException($"{origin} is damaged: its 'ds64' chunk says {bytes} bytes of samples.");
        if (bytes == 0)
        {
            if (stream.CanSeek && RestIsChunks(stream, BigEndian))
                return this with { DataBytes = 0 };
            return finished
                ? this with { Warning = $"{origin}: its header says 0 bytes of samples; all that follows was taken for samples." }
                : this;
        }
        long left = stream.CanSeek ? stream.Length - stream.Position : long.MaxValue;
        if (bytes >= StreamingSize && real is null && (!stream.CanSeek || bytes > left))
            return this;
        if (bytes <= left)
            return this with { DataBytes = bytes };
        if (left < BlockBytes)
            throw new MediaException($"{origin} is cut short: its header says {bytes} bytes of samples, {left} are there.");
        return this with { DataBytes = left, Warning = CutShort(origin, bytes, left) };
    }

    /// <summary>The warning on a file that ends within its samples.</summary>
    public static string CutShort(string origin, long bytes, long there) =>
        $"{origin} is cut short: its header says {bytes} bytes of samples, {there} are there and were used.";

    /// <summary>Whether nothing, or only whole chunks, follows: then the file really has no samples.</summary>
    private static bool RestIsChunks(Stream stream, bool big)
    {
        long start = stream.Position, at = start;
        Span<byte> chunk = stackalloc byte[8];
        while (at < stream.Length)
        {
            stream.Position = at;
            bool isChunk = stream.ReadAtLeast(chunk, 8, throwOnEndOfStream: false) == 8 && !chunk[..4].ContainsAnyExceptInRange((byte)' ', (byte)'~');
            at += 8L + UInt32(chunk[4..], big);
            if (!isChunk || at > stream.Length)
                break;
            at += at & 1;
        }
        stream.Position = start;
        return at >= stream.Length && at <= stream.Length + 1;
    }

    private static int UInt16(ReadOnlySpan<byte> bytes, bool big) =>
        big ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool big) =>
        big ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static void CheckFits(Stream stream, string origin, long position, ReadOnlySpan<byte> chunk, uint size)
    {
        if (!stream.CanSeek || size <= stream.Length - stream.Position)
            return;
        string name = string.Create(4, chunk, static (text, id) =>
        {
            for (int i = 0; i < 4; i++)
                text[i] = id[i] is >= 32 and < 127 ? (char)id[i] : '?';
        });
        throw new MediaException(
            $"{origin} is damaged: its chunk '{name}' at byte {position - 8} says {size} bytes, {stream.Length - stream.Position} are left.");
    }

    private static void Pass(Stream stream, long count)
    {
        if (stream.CanSeek)
        {
            stream.Seek(Math.Min(count, stream.Length - stream.Position), SeekOrigin.Current);
            return;
        }
        Span<byte> drain = stackalloc byte[512];
        while (count > 0)
        {
            int got = stream.Read(drain[..(int)Math.Min(count, drain.Length)]);
            if (got == 0)
                return;
            count -= got;
        }
    }
}
