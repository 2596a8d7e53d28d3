using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Conformance;

/// <summary>Small clips that need no decoder: Y4M and WAV files.</summary>
internal static class TestClips
{
    // Several partials: a single tone leaves too little in the spectrogram for a quick test.
    private static readonly double[] s_low = [1, 2, 3], s_high = [1, 1.3, 1.6];

    /// <summary>
    /// Labels of the learnable clips. They differ in the colour of the frames and the pitch of the audio, so that neither alone is enough.
    /// </summary>
    public static string[] LearnableLabels { get; } = ["low red", "low blue", "high red"];

    /// <summary>Writes clips that a tiny network can learn, their classes in turn, and their CSV.</summary>
    /// <param name="folder">Folder of the files; created if it does not exist.</param>
    /// <param name="count">Number of clips.</param>
    /// <param name="seed">Another seed gives other clips.</param>
    /// <param name="replace">Replaces the path of a clip's frames in the CSV, by the number of the clip.</param>
    /// <returns>Path of the CSV.</returns>
    public static string WriteLearnable(string folder, int count, ulong seed, Func<int, string?>? replace = null)
    {
        Directory.CreateDirectory(folder);
        var csv = new StringBuilder("path,label,audio\n");
        for (int i = 0; i < count; i++)
        {
            SeededRandom random = SeededRandom.Of(seed, (ulong)i);
            int label = i % LearnableLabels.Length;
            File.WriteAllBytes(Path.Combine(folder, $"{i}.y4m"), LearnableFrames(random, blue: label == 1));
            File.WriteAllBytes(Path.Combine(folder, $"{i}.wav"), LearnableAudio(random, high: label == 2));
            csv.Append(CultureInfo.InvariantCulture, $"{replace?.Invoke(i) ?? $"{i}.y4m"},{LearnableLabels[label]},{i}.wav\n");
        }
        string path = Path.Combine(folder, "clips.csv");
        File.WriteAllText(path, csv.ToString());
        return path;
    }

    /// <summary>Writes a clip of noise; the mean luminance grows with the number of the frame.</summary>
    public static LabeledClip WriteNoise(
        TemporaryFolder folder, string name, int label, int frames, int width = 40, int height = 30, int samples = 8000)
    {
        string? video = frames == 0 ? null : folder.Write(name + ".y4m", NoiseFrames(name, frames, width, height));
        string? audio = samples == 0 ? null : folder.Write(name + ".wav", NoiseAudio(name, samples));
        return new LabeledClip(name, label, video, audio);
    }

    /// <summary>Writes clips of noise with the labels a, b and c in turn.</summary>
    public static ClipDataset WriteNoiseSet(TemporaryFolder folder, int clips, int frames = 20) => new(
        ["a", "b", "c"], [.. Enumerable.Range(0, clips).Select(i => WriteNoise(folder, $"clip{i}", i % 3, frames))]);

    /// <summary>Writes clips of three grey frames without audio, and their CSV with a label from 0 to 6 in turn.</summary>
    /// <returns>Path of the CSV.</returns>
    public static string WriteList(TemporaryFolder folder, int clips, bool labels = true, string name = "clips.csv")
    {
        var csv = new StringBuilder(labels ? "path,label\n" : "path\n");
        for (int i = 0; i < clips; i++)
        {
            folder.Write($"clip {i}.y4m", Y4m("W16 H16 F25:1 Cmono", Enumerable.Range(0, 3).Select(frame =>
                Enumerable.Range(0, 256).Select(pixel => (byte)(16 + (pixel * (i + 3) + 40 * frame) % 200)).ToArray())));
            csv.Append(CultureInfo.InvariantCulture, $"clip {i}.y4m{(labels ? $",{i % 7}" : "")}\n");
        }
        return folder.Write(name, Encoding.UTF8.GetBytes(csv.ToString()));
    }

    /// <summary>A Y4M file.</summary>
    /// <param name="parameters">The header after its signature, as <c>W16 H16 F25:1 Cmono</c>.</param>
    /// <param name="frames">The planes of each frame.</param>
    public static byte[] Y4m(string parameters, IEnumerable<byte[]> frames)
    {
        using var file = new MemoryStream();
        file.Write(Encoding.ASCII.GetBytes($"YUV4MPEG2 {parameters}\n"));
        foreach (byte[] frame in frames)
        {
            file.Write("FRAME\n"u8);
            file.Write(frame);
        }
        return file.ToArray();
    }

    /// <summary>A WAV file of one channel of 16-bit samples.</summary>
    public static byte[] Wav(int sampleRate, ReadOnlySpan<short> samples)
    {
        byte[] data = new byte[2 * samples.Length];
        for (int i = 0; i < samples.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(data.AsSpan(2 * i), samples[i]);
        return Wav(1, 1, sampleRate, 16, data);
    }

    /// <summary>A WAV file.</summary>
    /// <param name="tag">Format of the samples: 1 for integers, 3 for floating point.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="sampleRate">Samples a second in each channel.</param>
    /// <param name="bits">Bits of a sample.</param>
    /// <param name="data">The samples.</param>
    /// <param name="extensible">Whether the header has the extensible form.</param>
    public static byte[] Wav(int tag, int channels, int sampleRate, int bits, byte[] data, bool extensible = false)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        int block = (bits + 7) / 8 * channels;
        int format = extensible ? 40 : 16;
        writer.Write("RIFF"u8);
        writer.Write(20 + format + data.Length + (data.Length & 1));
        writer.Write("WAVEfmt "u8);
        writer.Write(format);
        writer.Write((ushort)(extensible ? 0xFFFE : tag));
        writer.Write((ushort)channels);
        writer.Write(sampleRate);
        writer.Write(sampleRate * block);
        writer.Write((ushort)block);
        writer.Write((ushort)(extensible ? (bits + 7) / 8 * 8 : bits));
        if (extensible)
        {
            writer.Write((ushort)22);
            writer.Write((ushort)bits);
            writer.Write(0);
            writer.Write((ushort)tag);
            writer.Write(Convert.FromHexString("000000001000800000AA00389B71"));
        }
        writer.Write("data"u8);
        writer.Write(data.Length);
        writer.Write(data);
        if ((data.Length & 1) != 0)
            writer.Write((byte)0);
        writer.Flush();
        return stream.ToArray();
    }

    private static byte[] LearnableFrames(SeededRandom random, bool blue)
    {
        const int plane = 24 * 24;
        return Y4m("W24 H24 F4:1 C444", Enumerable.Range(0, 4).Select(_ =>
        {
            byte[] planes = new byte[3 * plane];
            int[] means = [90 + random.Below(60), blue ? 190 : 100, blue ? 100 : 190];
            for (int i = 0; i < planes.Length; i++)
                planes[i] = (byte)(means[i / plane] + random.Below(40) - 20);
            return planes;
        }));
    }

    private static byte[] LearnableAudio(SeededRandom random, bool high)
    {
        const int rate = 8000;
        double pitch = (high ? 2200 : 300) * random.Uniform(0.9, 1.1), loudness = random.Uniform(4000, 12000);
        short[] samples = new short[20000];
        for (int i = 0; i < samples.Length; i++)
        {
            double value = random.Uniform(-500, 500);
            foreach (double partial in high ? s_high : s_low)
                value += 0.5 * loudness * Math.Sin(2 * Math.PI * pitch * partial * i / rate);
            samples[i] = (short)value;
        }
        return Wav(rate, samples);
    }

    private static byte[] NoiseFrames(string seed, int count, int width, int height)
    {
        var random = SeededRandom.Of((ulong)seed.Sum(c => c));
        int plane = width * height;
        return Y4m($"W{width} H{height} F25:1 C444", Enumerable.Range(0, count).Select(frame =>
        {
            byte[] planes = new byte[3 * plane];
            for (int i = 0; i < planes.Length; i++)
                planes[i] = (byte)((i < plane ? 16 + frame * 190 / count : 118) + random.Below(20));
            return planes;
        }));
    }

    private static byte[] NoiseAudio(string seed, int count)
    {
        var random = SeededRandom.Of((ulong)seed.Sum(c => c), 7);
        short[] samples = new short[count];
        for (int i = 0; i < count; i++)
            samples[i] = (short)(random.Below(20000) - 10000);
        return Wav(8000, samples);
    }
}
