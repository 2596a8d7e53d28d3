using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Live.Voices;

/// <summary>A voice with a noise, as a microphone hears them, and where the voice is.</summary>
internal sealed class VoiceMix
{
    /// <summary>Frames of silence within a phrase that belong to it.</summary>
    private const int Gap = 15;

    private VoiceMix(int rate, float[] samples, bool[] speaking)
    {
        Samples = samples;
        Speaking = speaking;
        var mel = new LogMel(rate);
        Frames = new float[mel.FrameCount(samples.Length) * LogMel.Bands];
        mel.Write(samples, Frames);
    }

    public float[] Samples { get; }

    /// <summary>Log-mel frames.</summary>
    public float[] Frames { get; }

    /// <summary>Which of the frames hold a voice, by the voice alone.</summary>
    public bool[] Speaking { get; }

    public double SpeakingShare => Speaking.Count(s => s) / (double)Speaking.Length;

    /// <summary>Mixes.</summary>
    /// <param name="voice">A voice without noise; null for a noise alone.</param>
    /// <param name="noise">A noise of RMS 1; null for a voice alone.</param>
    /// <param name="decibels">By how much the voice, while it speaks, is louder.</param>
    /// <param name="level">Of the louder of both, in decibels of full scale.</param>
    /// <param name="rate">Samples per second.</param>
    /// <param name="seed">Of the noise of the microphone itself, below -60 dB.</param>
    public static VoiceMix Of(float[]? voice, float[]? noise, double decibels, double level, int rate, int seed)
    {
        int length = (voice ?? noise)!.Length;
        bool[] speaking = voice is null ? new bool[new LogMel(rate).FrameCount(length)] : FindVoice(voice, rate);
        double voiceGain = voice is null ? 0 : Gain(level) / Math.Max(Loudness(voice, speaking, rate), 1e-9);
        double noiseGain = noise is null ? 0 : Gain(voice is null ? level : level - decibels);
        var random = new Random(seed);
        double own = Gain(-80 + (20 * random.NextDouble()));
        float[] samples = new float[length];
        for (int i = 0; i < length; i++)
        {
            double sample = ((voice is null ? 0 : voice[i]) * voiceGain) + ((noise is null ? 0 : noise[i]) * noiseGain) + (own * (random.NextDouble() - 0.5));
            samples[i] = (float)sample;
        }
        return new VoiceMix(rate, samples, speaking);
    }

    private static double Gain(double decibels) => Math.Pow(10, decibels / 20);

    /// <summary>A voice is where it is at most 30 dB below its loudest frames, and in the gaps between.</summary>
    private static bool[] FindVoice(float[] voice, int rate)
    {
        int shift = rate / 100, length = rate / 40;
        double[] levels = [.. Enumerable.Range(0, new LogMel(rate).FrameCount(voice.Length)).Select(i => Noises.Rms(voice.AsSpan(i * shift, length)))];
        double least = Math.Max(levels.Order().ElementAt(levels.Length * 95 / 100) / 30, 1e-6);
        bool[] speaking = [.. levels.Select(l => l > least)];
        int last = int.MinValue / 2;
        for (int i = 0; i < speaking.Length; i++)
        {
            if (!speaking[i])
                continue;
            if (i - last <= Gap)
                speaking.AsSpan(last, i - last).Fill(true);
            last = i;
        }
        return speaking;
    }

    private static double Loudness(float[] voice, bool[] speaking, int rate)
    {
        double sum = 0;
        int count = 0, shift = rate / 100;
        for (int i = 0; i < speaking.Length; i++)
        {
            if (!speaking[i])
                continue;
            foreach (float sample in voice.AsSpan(i * shift, shift))
                sum += (double)sample * sample;
            count += shift;
        }
        return count == 0 ? 0 : Math.Sqrt(sum / count);
    }
}
