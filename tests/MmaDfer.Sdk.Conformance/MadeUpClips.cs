using System.Buffers.Binary;
using System.Text;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Conformance;

/// <summary>
/// Clips of three classes that a tiny network can learn: "low red", "low blue" and "high red" differ in the colour of the
/// picture and the pitch of a hum, so that neither alone tells all. Files that need no decoder.
/// </summary>
internal static class MadeUpClips
{
    private const int Side = 24, Frames = 4, Rate = 8000, Samples = 20000;

    // A hum of several bands: a single tone leaves too little in the spectrogram for a quick test.
    private static readonly double[] s_low = [1, 2, 3], s_high = [1, 1.3, 1.6];

    public static string[] Labels { get; } = ["low red", "low blue", "high red"];

    /// <summary>Writes clips, one class after the other, and their CSV.</summary>
    /// <param name="folder">Where to; made if it is not there.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Other seeds, other clips.</param>
    /// <param name="replace">Changes the path of a clip's frames in the list, by its number.</param>
    /// <returns>Path of the CSV.</returns>
    public static string Write(string folder, int count, ulong seed, Func<int, string?>? replace = null)
    {
        Directory.CreateDirectory(folder);
        var csv = new StringBuilder("path,label,audio\n");
        for (int i = 0; i < count; i++)
        {
            SeededRandom random = SeededRandom.Of(seed, (ulong)i);
            int label = i % Labels.Length;
            File.WriteAllBytes(Path.Combine(folder, $"{i}.y4m"), Y4m(random, blue: label == 1));
            File.WriteAllBytes(Path.Combine(folder, $"{i}.wav"), Wav(random, high: label == 2));
            csv.Append($"{replace?.Invoke(i) ?? $"{i}.y4m"},{Labels[label]},{i}.wav\n");
        }
        string path = Path.Combine(folder, "clips.csv");
        File.WriteAllText(path, csv.ToString());
        return path;
    }

    private static byte[] Y4m(SeededRandom random, bool blue)
    {
        var file = new MemoryStream();
        file.Write(Encoding.ASCII.GetBytes($"YUV4MPEG2 W{Side} H{Side} F4:1 C444\n"));
        byte[] plane = new byte[Side * Side];
        for (int frame = 0; frame < Frames; frame++)
        {
            file.Write("FRAME\n"u8);
            foreach (int middle in (int[])[90 + random.Below(60), blue ? 190 : 100, blue ? 100 : 190])
            {
                for (int i = 0; i < plane.Length; i++)
                    plane[i] = (byte)(middle + random.Below(40) - 20);
                file.Write(plane);
            }
        }
        return file.ToArray();
    }

    private static byte[] Wav(SeededRandom random, bool high)
    {
        byte[] file = new byte[44 + 2 * Samples];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), Rate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), 2 * Rate);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), 16);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), 2 * Samples);
        double pitch = (high ? 2200 : 300) * random.Uniform(0.9, 1.1), loudness = random.Uniform(4000, 12000);
        for (int i = 0; i < Samples; i++)
        {
            double value = random.Uniform(-500, 500);
            foreach (double overtone in high ? s_high : s_low)
                value += 0.5 * loudness * Math.Sin(2 * Math.PI * pitch * overtone * i / Rate);
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(44 + 2 * i), (short)value);
        }
        return file;
    }
}
