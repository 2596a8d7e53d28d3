using System.Buffers.Binary;
using System.Text;

namespace MmaDfer.Sdk.Tests.Tensors;

/// <summary>The plainest possible reader of the golden WAV files: the whole file, the fixed set of formats they have.</summary>
internal sealed record TestWav(int SampleRate, int Channels, float[] Samples)
{
    public static TestWav Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int format = 0, channels = 0, rate = 0, bits = 0;
        for (int at = 12; at + 8 <= file.Length;)
        {
            string id = Encoding.ASCII.GetString(file, at, 4);
            int size = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 4));
            ReadOnlySpan<byte> chunk = file.AsSpan(at + 8, size);
            if (id == "fmt ")
            {
                format = BinaryPrimitives.ReadInt16LittleEndian(chunk);
                channels = BinaryPrimitives.ReadInt16LittleEndian(chunk[2..]);
                rate = BinaryPrimitives.ReadInt32LittleEndian(chunk[4..]);
                bits = BinaryPrimitives.ReadInt16LittleEndian(chunk[14..]);
            }
            else if (id == "data")
            {
                float[] samples = new float[size * 8 / bits];
                for (int i = 0; i < samples.Length; i++)
                    samples[i] = Sample(chunk[(i * bits / 8)..], format, bits);
                return new TestWav(rate, channels, samples);
            }
            at += 8 + size + (size & 1);
        }
        throw new AssertFailedException($"No data in {path}.");
    }

    /// <summary>The first channel after the mean over all channels was taken off.</summary>
    public float[] Mono()
    {
        float mean = (float)(Samples.Sum(s => (double)s) / Samples.Length);
        return [.. Enumerable.Range(0, Samples.Length / Channels).Select(i => Samples[i * Channels] - mean)];
    }

    private static float Sample(ReadOnlySpan<byte> bytes, int format, int bits) => (format, bits) switch
    {
        (1, 8) => (bytes[0] - 128) / 128f,
        (1, 16) => BinaryPrimitives.ReadInt16LittleEndian(bytes) / 32768f,
        (1, 32) => BinaryPrimitives.ReadInt32LittleEndian(bytes) / 2147483648f,
        (3, 32) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        _ => throw new AssertFailedException($"Format {format} with {bits} bits."),
    };
}
