namespace MmaDfer.Samples.SyntheticFaces.Voices;

/// <summary>Loudness, background noise and conversion to 16 bits.</summary>
internal static class Microphone
{
    /// <summary>Root mean square, against full scale, of a voice of energy 0 dB.</summary>
    private const double Loudest = 0.2;

    public static short[] Record(Utterance utterance, Draws draws)
    {
        // The distance to the microphone does not depend on the emotion.
        double decibels = utterance.Manner.Energy + (2.5 * draws.Bell());
        double gain = Loudest * Level(decibels) / Math.Max(Rms(utterance.Samples), 1e-9);
        double room = Level(draws.Between(-66, -48));
        short[] samples = new short[utterance.Samples.Length];
        double hum = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            hum += 0.3 * ((2 * draws.Unit()) - 1 - hum);
            double value = (gain * utterance.Samples[i]) + (room * hum);
            // Loud peaks are compressed, not clipped.
            double magnitude = Math.Abs(value);
            if (magnitude > 0.6)
                value = Math.Sign(value) * (0.6 + (0.4 * (magnitude - 0.6) / (magnitude - 0.2)));
            samples[i] = (short)Math.Floor((value * 32767) + 0.5);
        }
        return samples;
    }

    private static double Level(double decibels) => Exact.Exp2(decibels * 0.16609640474436813);

    private static double Rms(ReadOnlySpan<float> samples)
    {
        double sum = 0;
        foreach (float sample in samples)
            sum += sample * sample;
        return Math.Sqrt(sum / samples.Length);
    }
}
