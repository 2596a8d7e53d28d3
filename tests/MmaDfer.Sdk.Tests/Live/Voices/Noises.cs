namespace MmaDfer.Sdk.Tests.Live.Voices;

/// <summary>What is heard beside a voice, or instead of one.</summary>
internal enum Noise
{
    White,
    Pink,

    /// <summary>Of a tape or an amplifier: high frequencies.</summary>
    Hiss,

    /// <summary>Of the mains, with overtones.</summary>
    Hum,

    /// <summary>Of a ventilator: low noise that swells with the blades.</summary>
    Fan,

    /// <summary>A keyboard.</summary>
    Clicks,

    /// <summary>Chords of an organ or a piano.</summary>
    Chords,

    /// <summary>Chords, a melody and drums.</summary>
    Music,

    /// <summary>Drums alone.</summary>
    Drums,

    /// <summary>Six voices at once.</summary>
    Babble,
}

/// <summary>Noises, each drawn anew from its seed: all that varies between rooms and pieces of music varies.</summary>
/// <param name="seed">Another seed makes another noise of the kind.</param>
/// <param name="rate">Samples per second.</param>
/// <param name="seconds">Length.</param>
internal sealed class Noises(int seed, int rate, double seconds)
{
    private readonly Random _random = new(seed);
    private readonly int _length = (int)(rate * seconds);

    /// <summary>A noise of RMS 1.</summary>
    public float[] Make(Noise kind)
    {
        float[] samples = kind switch
        {
            Noise.White => Filtered(0),
            Noise.Pink => Pink(),
            Noise.Hiss => High(Filtered(0), Between(0.6, 0.95)),
            Noise.Hum => Hum(),
            Noise.Fan => Fan(),
            Noise.Clicks => Clicks(),
            Noise.Chords => Chords(),
            Noise.Drums => Drums(),
            Noise.Music => Sum(Sum(Chords(), Melody(), 1.2), Drums(), Between(0.3, 1)),
            Noise.Babble => Babble(),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        Scale(samples, 1 / Math.Max(Rms(samples), 1e-9));
        return samples;
    }

    public static double Rms(ReadOnlySpan<float> samples)
    {
        double sum = 0;
        foreach (float sample in samples)
            sum += (double)sample * sample;
        return Math.Sqrt(sum / Math.Max(samples.Length, 1));
    }

    public static void Scale(Span<float> samples, double gain)
    {
        foreach (ref float sample in samples)
            sample = (float)(sample * gain);
    }

    private double Between(double low, double high) => low + ((high - low) * _random.NextDouble());

    private double Bell() => (_random.NextDouble() + _random.NextDouble() + _random.NextDouble() + _random.NextDouble() - 2) * Math.Sqrt(3);

    private float[] Make(Func<int, double> sample)
    {
        float[] samples = new float[_length];
        for (int i = 0; i < _length; i++)
            samples[i] = (float)sample(i);
        return samples;
    }

    /// <summary>Noise through a low-pass filter; a pole of 0 leaves it white.</summary>
    private float[] Filtered(double pole)
    {
        double last = 0;
        return Make(_ => last = (pole * last) + ((1 - pole) * Bell()));
    }

    private float[] Pink()
    {
        // Kellet's three poles are pink within a decibel or two at any rate of speech.
        double a = 0, b = 0, c = 0;
        return Make(_ =>
        {
            double white = Bell();
            a = (0.99765 * a) + (white * 0.0990460);
            b = (0.96300 * b) + (white * 0.2965164);
            c = (0.57000 * c) + (white * 1.0526913);
            return a + b + c + (white * 0.1848);
        });
    }

    private static float[] High(float[] samples, double pole)
    {
        float last = 0, low = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            low = (float)((pole * low) + ((1 - pole) * samples[i]));
            (samples[i], last) = (samples[i] - low - (0.5f * last), samples[i] - low);
        }
        return samples;
    }

    private float[] Hum()
    {
        double mains = _random.Next(2) == 0 ? 50 : 60, fall = Between(0.4, 1.5);
        double[] phases = [.. Enumerable.Range(0, 12).Select(_ => Between(0, 1))];
        return Make(i => Enumerable.Range(1, 12).Sum(k => Math.Sin(2 * Math.PI * ((mains * k * i / rate) + phases[k - 1])) * Math.Pow(k, -fall)) + (0.02 * Bell()));
    }

    private float[] Fan()
    {
        float[] low = Filtered(Between(0.8, 0.97));
        double blades = Between(3, 12), depth = Between(0.05, 0.3), tone = Between(80, 240), loud = Between(0, 0.1) * Rms(low);
        for (int i = 0; i < _length; i++)
            low[i] = (float)((low[i] * (1 + (depth * Math.Sin(2 * Math.PI * blades * i / rate)))) + (loud * Math.Sin(2 * Math.PI * tone * i / rate)));
        return low;
    }

    private float[] Clicks()
    {
        float[] samples = new float[_length];
        double perSecond = Between(2.5, 9), body = Between(900, 3500);
        for (double at = Between(0, 0.3); at < seconds; at += Between(0.5, 1.5) / perSecond)
        {
            double loud = Between(0.4, 1);
            Click(samples, at, loud, body * Between(0.8, 1.25), Between(0.002, 0.008));
            // The key comes up again.
            Click(samples, at + Between(0.06, 0.12), loud * Between(0.2, 0.6), body * Between(1, 1.6), Between(0.001, 0.005));
        }
        return Sum(samples, Filtered(0), 0.003);
    }

    private void Click(float[] samples, double at, double loud, double body, double decay)
    {
        for (int i = Math.Max(0, (int)(at * rate)); i < samples.Length && i < (at + (8 * decay)) * rate; i++)
        {
            double time = ((double)i / rate) - at;
            samples[i] += (float)(loud * Math.Exp(-time / decay) * (Bell() + Math.Sin(2 * Math.PI * body * time)));
        }
    }

    private float[] Chords()
    {
        float[] samples = new float[_length];
        bool organ = _random.Next(2) == 0;
        double beat = Between(0.35, 1.6), root = Between(90, 220), fall = Between(0.8, 2.2), attack = organ ? Between(0.02, 0.2) : 0.006;
        int[][] chords = [[0, 4, 7], [0, 3, 7], [5, 9, 12], [7, 11, 14], [9, 12, 16], [2, 5, 9, 12]];
        for (double at = -Between(0, beat); at < seconds; at += beat)
        {
            foreach (int semitone in chords[_random.Next(chords.Length)])
                Note(samples, at, organ ? beat : 3 * beat, root * Math.Pow(2, semitone / 12.0), fall, attack, organ ? 30 : Between(0.4, 1.2), 0, 1);
        }
        return samples;
    }

    private float[] Melody()
    {
        float[] samples = new float[_length];
        double beat = Between(0.15, 0.5), root = Between(220, 520), fall = Between(0.7, 2), vibrato = _random.Next(2) * Between(0.003, 0.012);
        int[] scale = [0, 2, 4, 5, 7, 9, 11, 12];
        for (double at = 0; at < seconds; at += beat * (1 + _random.Next(3)))
            Note(samples, at, beat * (1 + _random.Next(2)), root * Math.Pow(2, scale[_random.Next(scale.Length)] / 12.0), fall, Between(0.008, 0.05), Between(0.3, 3), vibrato, 1.2);
        return samples;
    }

    private void Note(float[] samples, double at, double length, double pitch, double fall, double attack, double decay, double vibrato, double loud)
    {
        int partials = Math.Clamp((int)(rate * 0.45 / pitch), 1, 10);
        double phase = Between(0, 1);
        for (int i = Math.Max(0, (int)(at * rate)); i < samples.Length && i < (at + length) * rate; i++)
        {
            double time = ((double)i / rate) - at;
            double envelope = Math.Min(1, time / attack) * Math.Min(1, (length - time) / 0.03) * Math.Exp(-time / decay);
            double turn = phase + (pitch * time) + (vibrato * pitch / (2 * Math.PI * 5.5) * Math.Sin(2 * Math.PI * 5.5 * time));
            double sum = 0;
            for (int k = 1; k <= partials; k++)
                sum += Math.Sin(2 * Math.PI * k * turn) * Math.Pow(k, -fall);
            samples[i] += (float)(loud * envelope * sum);
        }
    }

    private float[] Drums()
    {
        float[] samples = new float[_length];
        double beat = 60 / Between(75, 150) / 2, kick = Between(45, 70), snare = Between(0.05, 0.15), low = 0;
        int step = 0;
        for (double at = Between(0, beat); at < seconds; at += beat, step++)
        {
            for (int i = (int)(at * rate); i < samples.Length && i < (at + 0.4) * rate; i++)
            {
                double time = ((double)i / rate) - at, noise = Bell();
                low += 0.3 * (noise - low);
                double sound = 0.25 * Math.Exp(-time / 0.02) * (noise - low);
                if (step % 4 == 0)
                    sound += 2 * Math.Exp(-time / 0.12) * Math.Sin(2 * Math.PI * ((kick * time) + (2 * (1 - Math.Exp(-time / 0.03)))));
                if (step % 4 == 2)
                    sound += Math.Exp(-time / snare) * (noise + (0.5 * Math.Sin(2 * Math.PI * 190 * time)));
                samples[i] += (float)sound;
            }
        }
        return samples;
    }

    private float[] Babble()
    {
        float[] samples = new float[_length];
        for (int i = 0; i < 6; i++)
            samples = Sum(samples, DrawnVoices.Speak(100_000 + _random.Next(100_000), _random.Next(1000), rate, seconds), Between(0.6, 1.2));
        return samples;
    }

    private static float[] Sum(float[] a, float[] b, double gain)
    {
        for (int i = 0; i < a.Length; i++)
            a[i] = (float)(a[i] + (gain * b[i]));
        return a;
    }
}
