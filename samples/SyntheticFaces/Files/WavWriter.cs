using System.Buffers.Binary;

namespace MmaDfer.Samples.SyntheticFaces.Files;

/// <summary>Uncompressed audio: one channel of 16 bits.</summary>
internal static class WavWriter
{
    private const int HeaderBytes = 44;

    public static byte[] Bytes(ReadOnlySpan<short> samples, int rate)
    {
        byte[] bytes = new byte[HeaderBytes + (2 * samples.Length)];
        Span<byte> header = bytes;
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], bytes.Length - 8);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], rate);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], 2 * rate);
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 16);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], 2 * samples.Length);
        for (int i = 0; i < samples.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(header[(HeaderBytes + (2 * i))..], samples[i]);
        return bytes;
    }
}
