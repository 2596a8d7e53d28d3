using MmaDfer.Sdk.Live;

namespace MmaDfer.Sdk.Tests.Live.Playback;

/// <summary>
/// The way from the game's mixer to the microphone, simulated: a loudspeaker with its limits, a direct path, early reflections from the
/// walls and a tail of noise that fades exponentially, a delay, and a sound card whose clock is not the microphone's.
/// </summary>
internal sealed record SimulatedRoom
{
    public int Seed { get; init; } = 1;

    /// <summary>Seconds in which the tail fades by 60 dB.</summary>
    public double Reverberation { get; init; } = 0.4;

    /// <summary>Seconds from the push to the direct path.</summary>
    public double Delay { get; init; } = 0.1;

    /// <summary>By how much faster the loudspeaker's clock runs.</summary>
    public double Drift { get; init; }

    /// <summary>How far the loudspeaker is driven into its bend; 0 for one that is linear.</summary>
    public double Distortion { get; init; }

    /// <summary>One of ten rooms: reverberation of 0.2 to 0.8 s, delays of 0.02 to 0.47 s, clocks 0.03 % apart either way or not at all.</summary>
    public static SimulatedRoom Number(int number) => new()
    {
        Seed = number, Reverberation = 0.2 + 0.6 * (number * 7 % 10) / 9.0, Delay = 0.02 + 0.45 * (number * 3 % 10) / 9.0, Drift = (number % 3 - 1) * 3e-4,
    };

    /// <summary>What the microphone hears of the playback, with the power of the playback.</summary>
    public float[] Hear(float[] played, int rate)
    {
        float[] driven = Distortion == 0 ? played : [.. played.Select(s => (float)(Math.Tanh(Distortion * s) / Distortion))];
        float[] heard = Move(Convolve(Loudspeaker(driven, rate), Response(rate)), rate);
        return Scale(heard, Rms(played) / Math.Max(Rms(heard), 1e-9));
    }

    public static double Rms(ReadOnlySpan<float> samples)
    {
        double sum = 0;
        foreach (float sample in samples)
            sum += (double)sample * sample;
        return Math.Sqrt(sum / Math.Max(1, samples.Length));
    }

    public static float[] Scale(float[] samples, double gain) => [.. samples.Select(s => (float)(s * gain))];

    /// <summary>No bass below 150 Hz (12 dB an octave), no treble above 7 kHz.</summary>
    private static float[] Loudspeaker(float[] samples, int rate)
    {
        double high = Math.Exp(-2 * Math.PI * 150 / rate), low = 1 - Math.Exp(-2 * Math.PI * Math.Min(7000, 0.45 * rate) / rate);
        float[] result = new float[samples.Length];
        double before1 = 0, after1 = 0, after2 = 0, smooth = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            double one = high * (after1 + samples[i] - before1), two = high * (after2 + one - after1);
            (before1, after1, after2) = (samples[i], one, two);
            smooth += low * (two - smooth);
            result[i] = (float)smooth;
        }
        return result;
    }

    private float[] Response(int rate)
    {
        var random = new Random(Seed);
        float[] response = new float[(int)(1.2 * Reverberation * rate)];
        response[0] = 1;
        for (int i = 0; i < 8; i++)
            response[(int)(rate * (0.002 + 0.03 * random.NextDouble()))] += (float)((random.Next(2) * 2 - 1) * (0.2 + 0.4 * random.NextDouble()));
        double power = 0, fade = Math.Pow(10, -3 / (Reverberation * rate));
        double[] tail = new double[response.Length];
        double level = 1;
        for (int i = (int)(0.004 * rate); i < tail.Length; i++, level *= fade)
        {
            tail[i] = level * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
            power += tail[i] * tail[i];
        }
        // The tail has as much power as the direct path: two metres from a loudspeaker in a living room.
        for (int i = 0; i < tail.Length; i++)
            response[i] += (float)(tail[i] / Math.Sqrt(power));
        return response;
    }

    private static float[] Convolve(float[] samples, float[] response)
    {
        var fft = new PlaybackFft((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(samples.Length + response.Length)));
        Spectrum a = new(fft.Bins), b = new(fft.Bins);
        float[] first = new float[fft.Size], second = new float[fft.Size];
        samples.CopyTo(first, 0);
        response.CopyTo(second, 0);
        fft.Forward(first, second, a, b);
        for (int k = 0; k < fft.Bins; k++)
            (a.Re[k], a.Im[k]) = (a.Re[k] * b.Re[k] - a.Im[k] * b.Im[k], a.Re[k] * b.Im[k] + a.Im[k] * b.Re[k]);
        fft.Inverse(a, default, first);
        return first[..samples.Length];
    }

    /// <summary>Delays and stretches, between the samples.</summary>
    private float[] Move(float[] samples, int rate)
    {
        const int half = 24;
        float[] result = new float[samples.Length];
        for (int i = 0; i < result.Length; i++)
        {
            double at = i * (1 + Drift) - Delay * rate, sum = 0;
            int whole = (int)Math.Floor(at);
            double part = at - whole, sine = Math.Sin(Math.PI * part) / Math.PI;
            if (whole < half || whole >= samples.Length - half)
                continue;
            for (int tap = 1 - half; tap <= half; tap++)
            {
                double x = part - tap, y = x / half;
                double sinc = Math.Abs(x) < 1e-6 ? 1 : ((tap & 1) == 0 ? sine : -sine) / x;
                sum += samples[whole + tap] * sinc * (1 - y * y) * (1 - y * y);
            }
            result[i] = (float)sum;
        }
        return result;
    }
}
