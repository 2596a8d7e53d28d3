using System.Buffers.Binary;

namespace MmaDfer.Sdk.Sources;

/// <summary>How a sample of a WAV file becomes a float in [-1, 1].</summary>
internal enum WavEncoding
{
    UInt8,
    Int16,
    Int24,
    Int32,
    Float32,
    Float64,
}

/// <summary>What there is to know about encodings.</summary>
internal static class WavEncodings
{
    private const int Pcm = 1;
    private const int Float = 3;

    /// <summary>Whether the samples are plain numbers, so that no decoder is needed.</summary>
    public static bool IsPlain(this WavHeader header) => header.FormatTag is Pcm or Float;

    public static int Bytes(this WavEncoding encoding) => encoding switch
    {
        WavEncoding.UInt8 => 1,
        WavEncoding.Int16 => 2,
        WavEncoding.Int24 => 3,
        WavEncoding.Float64 => 8,
        _ => 4,
    };

    public static WavEncoding Of(WavHeader header, string origin)
    {
        if (!header.IsPlain())
        {
            throw new MediaException(
                $"{origin} holds compressed audio (WAV format {header.FormatTag}); PCM or float is needed, or a file that {nameof(AudioSource)}.{nameof(AudioSource.Open)} decodes with ffmpeg.");
        }
        // A container may be wider than its samples (20 bits in 3 bytes): they stand at its upper end.
        int bytes = (header.Bits + 7) / 8;
        WavEncoding? encoding = (header.FormatTag, bytes) switch
        {
            (Pcm, 1) => WavEncoding.UInt8,
            (Pcm, 2) => WavEncoding.Int16,
            (Pcm, 3) => WavEncoding.Int24,
            (Pcm, 4) => WavEncoding.Int32,
            (Float, 4) => WavEncoding.Float32,
            (Float, 8) => WavEncoding.Float64,
            _ => null,
        };
        if (encoding is null)
        {
            throw new MediaException(
                $"{origin} holds samples of {header.Bits} bits, which are not read; PCM of 8, 16, 24 or 32 or float of 32 or 64 is needed.");
        }
        if (header.BlockBytes != bytes * header.Channels)
        {
            throw new MediaException(
                $"{origin} is damaged: its header says {header.BlockBytes} bytes for {header.Channels} samples of {header.Bits} bits; {bytes * header.Channels} would be right.");
        }
        return encoding.Value;
    }

    /// <summary>Converts as many samples as <paramref name="samples"/> holds.</summary>
    public static void ToFloats(this WavEncoding encoding, ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        switch (encoding)
        {
            case WavEncoding.UInt8:
                for (int i = 0; i < samples.Length; i++)
                    samples[i] = (bytes[i] - 128) / 128f;
                break;
            case WavEncoding.Int16:
                for (int i = 0; i < samples.Length; i++)
                    samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]) / 32768f;
                break;
            case WavEncoding.Int24:
                for (int i = 0; i < samples.Length; i++)
                    samples[i] = (bytes[3 * i] | (bytes[(3 * i) + 1] << 8) | ((sbyte)bytes[(3 * i) + 2] << 16)) / 8388608f;
                break;
            case WavEncoding.Int32:
                for (int i = 0; i < samples.Length; i++)
                    samples[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]) / 2147483648f;
                break;
            case WavEncoding.Float32:
                for (int i = 0; i < samples.Length; i++)
                    samples[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
                break;
            case WavEncoding.Float64:
                for (int i = 0; i < samples.Length; i++)
                    samples[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]);
                break;
        }
    }
}
