using System.Buffers.Binary;
using System.Text;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Training.Data;

/// <summary>Small clips that need no decoder: Y4M in 4:4:4 and WAV.</summary>
internal static class TestClips
{
    /// <summary>Pictures of noise whose grey says which frame it is, and noise of a voice.</summary>
    public static LabeledClip Write(
        TemporaryFolder folder, string name, int label, int frames, int width = 40, int height = 30, int samples = 8000)
    {
        string? video = frames == 0 ? null : folder.Write(name + ".y4m", Y4m(name, frames, width, height));
        string? sound = samples == 0 ? null : folder.Write(name + ".wav", Wav(name, samples));
        return new LabeledClip(name, label, video, sound);
    }

    public static ClipDataset Set(TemporaryFolder folder, int clips, int frames = 20) => new(
        ["a", "b", "c"], [.. Enumerable.Range(0, clips).Select(i => Write(folder, $"clip{i}", i % 3, frames))]);

    public static byte[] Y4m(string seed, int frames, int width, int height)
    {
        var file = new MemoryStream();
        file.Write(Encoding.ASCII.GetBytes($"YUV4MPEG2 W{width} H{height} F25:1 C444\n"));
        var random = SeededRandom.Of((ulong)seed.Sum(c => c));
        byte[] plane = new byte[width * height];
        for (int frame = 0; frame < frames; frame++)
        {
            file.Write("FRAME\n"u8);
            for (int p = 0; p < 3; p++)
            {
                for (int i = 0; i < plane.Length; i++)
                    plane[i] = p == 0 ? (byte)(16 + frame * 190 / frames + random.Below(20)) : (byte)(118 + random.Below(20));
                file.Write(plane);
            }
        }
        return file.ToArray();
    }

    public static byte[] Wav(string seed, int samples, int rate = 8000)
    {
        byte[] file = new byte[44 + 2 * samples];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), rate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), 2 * rate);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), 16);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), 2 * samples);
        var random = SeededRandom.Of((ulong)seed.Sum(c => c), 7);
        for (int i = 0; i < samples; i++)
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(44 + 2 * i), (short)(random.Below(20000) - 10000));
        return file;
    }
}
