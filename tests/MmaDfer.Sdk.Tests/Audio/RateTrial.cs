using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Safetensors;

namespace MmaDfer.Sdk.Tests.Audio;

/// <summary>
/// Lets the demo model see and hear drawn people that it was never trained on, their voices at other sample rates and in other channels. The
/// voices are converted here, in double precision and without the SDK's filter.
/// </summary>
internal sealed class RateTrial
{
    private readonly SyntheticClip[] _clips;
    private readonly float[][] _voices;

    public RateTrial(int clips)
    {
        var generator = new ClipGenerator(new ClipSettings { Seed = 17, FirstIdentity = 2000, Identities = 250 });
        _clips = [.. Enumerable.Range(0, clips).Select(generator.Generate)];
        _voices = [.. _clips.Select(c => c.Samples.Select(s => s / 32768f).ToArray())];
    }

    /// <summary>The labels of all clips, as a recognizer hears them.</summary>
    /// <param name="recognizer">The demo model.</param>
    /// <param name="rate">Sample rate at which it gets the voices.</param>
    /// <param name="place">The voice among other channels; null for mono.</param>
    public string[] Predict(EmotionRecognizer recognizer, int rate, Func<float[], float[][]>? place = null) => [.. _clips.Select((clip, i) =>
    {
        float[][] channels = place is null ? [At(_voices[i], rate)] : place(At(_voices[i], rate));
        float[] samples = [.. Enumerable.Range(0, channels[0].Length).SelectMany(s => channels.Select(c => c[s]))];
        return recognizer.Recognize(
            new MemoryFrameSource([.. clip.Frames.Select(f => (ReadOnlyMemory<byte>)f)], clip.Size, clip.Size, framesPerSecond: clip.FramesPerSecond),
            new MemoryAudioSource(samples, rate, channels.Length)).Label;
    })];

    /// <summary>Share of the clips with the right label, in percent.</summary>
    public double Accuracy(string[] labels) => 100.0 * labels.Where((label, i) => label == EmotionTable.Label(_clips[i].Emotion)).Count() / labels.Length;

    /// <summary>Noise of a level, as another channel.</summary>
    public static float[] Hiss(float[] voice, double level)
    {
        var random = new Random(voice.Length);
        return [.. voice.Select(_ => (float)(level * (random.NextDouble() * 2 - 1)))];
    }

    /// <summary>A copy of a model that names no sample rate.</summary>
    public static void WriteWithoutRate(string model, string path)
    {
        using WeightStore weights = WeightFile.Open(model);
        var metadata = new Dictionary<string, string>(weights.Metadata);
        metadata.Remove("sample_rate");
        SafetensorsWriter.Write(path, weights, [.. weights.Tensors.Values.OrderBy(t => t.Name, StringComparer.Ordinal)], half: false, metadata);
    }

    /// <summary>A voice at another rate: a sinc of 64 lobes to each side under a Blackman-Harris window, up to 0.98 of half the lower rate.</summary>
    private static float[] At(float[] voice, int rate)
    {
        const int own = 16000;
        if (rate == own)
            return voice;
        double cutoff = 0.98 * Math.Min(1, (double)rate / own);
        int half = (int)(64 / cutoff);
        var rows = new Dictionary<long, double[]>();
        float[] output = new float[(long)voice.Length * rate / own];
        for (int i = 0; i < output.Length; i++)
        {
            long part = (long)i * own % rate, middle = (long)i * own / rate;
            if (!rows.TryGetValue(part, out double[]? row))
            {
                row = new double[2 * half];
                for (int k = 0; k < row.Length; k++)
                {
                    double at = k - half + 1 - (double)part / rate, x = 0.5 + at / (2 * half), turn = Math.PI * cutoff * at;
                    double window = 0.35875 - 0.48829 * Math.Cos(2 * Math.PI * x) + 0.14128 * Math.Cos(4 * Math.PI * x) - 0.01168 * Math.Cos(6 * Math.PI * x);
                    row[k] = cutoff * window * (at == 0 ? 1 : Math.Sin(turn) / turn);
                }
                rows.Add(part, row);
            }
            double sum = 0;
            for (int k = 0; k < row.Length; k++)
            {
                long from = middle + k - half + 1;
                if (from >= 0 && from < voice.Length)
                    sum += row[k] * voice[from];
            }
            output[i] = (float)sum;
        }
        return output;
    }
}
