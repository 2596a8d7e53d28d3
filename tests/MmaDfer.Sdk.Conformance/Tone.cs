namespace MmaDfer.Sdk.Conformance;

/// <summary>A pure tone, to be played and to be found again.</summary>
internal static class Tone
{
    /// <summary>Samples of a sine.</summary>
    public static float[] Sine(double hertz, double amplitude, int sampleRate, double seconds)
    {
        float[] samples = new float[(int)(seconds * sampleRate)];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = (float)(amplitude * Math.Sin(2 * Math.PI * hertz * i / sampleRate));
        return samples;
    }

    /// <summary>Amplitude of the part of a sound that has this frequency: its Fourier sum, under a Hann window.</summary>
    public static double Amplitude(ReadOnlySpan<float> samples, int sampleRate, double hertz)
    {
        double real = 0;
        double imaginary = 0;
        double weights = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            double weight = 0.5 - (0.5 * Math.Cos(2 * Math.PI * i / samples.Length));
            (double sin, double cos) = Math.SinCos(2 * Math.PI * hertz * i / sampleRate);
            real += weight * samples[i] * cos;
            imaginary += weight * samples[i] * sin;
            weights += weight;
        }
        return 2 * Math.Sqrt((real * real) + (imaginary * imaginary)) / weights;
    }

    /// <summary>The frequency, to a tenth of a hertz, at which a sound is strongest near the one that is looked for.</summary>
    public static double Frequency(ReadOnlySpan<float> samples, int sampleRate, double near)
    {
        double best = near;
        double most = -1;
        for (double hertz = near - 20; hertz <= near + 20; hertz += 0.1)
        {
            double amplitude = Amplitude(samples, sampleRate, hertz);
            if (amplitude > most)
                (best, most) = (hertz, amplitude);
        }
        return best;
    }
}
