namespace MmaDfer.Samples.SyntheticFaces.Voices;

/// <summary>Speech by source and filter: vocal folds and hiss through the resonances of a vocal tract.</summary>
internal sealed class Voice
{
    public const int Rate = 16_000;

    /// <summary>Samples between two settings of the filters.</summary>
    private const int Step = 64;

    private readonly Speaker _speaker;
    private readonly Manner _manner;
    private readonly IReadOnlyList<Syllable> _syllables;
    private readonly Resonator[] _tract = [new(), new(), new(), new()];
    private readonly Resonator _hiss = new();
    private readonly Draws _draws;

    private Voice(Speaker speaker, Manner manner, IReadOnlyList<Syllable> syllables, Draws draws)
    {
        (_speaker, _manner, _syllables, _draws) = (speaker, manner, syllables, draws);
    }

    /// <summary>Synthesises the speech of one person in one clip.</summary>
    public static Utterance Speak(Speaker speaker, VoiceGroup group, Draws speech, Draws sound, double seconds) =>
        Speak(speaker, Manner.Draw(group, speech), speech, sound, seconds);

    /// <summary>The same in a given manner.</summary>
    public static Utterance Speak(Speaker speaker, Manner manner, Draws speech, Draws sound, double seconds)
    {
        IReadOnlyList<Syllable> syllables = Script.Draw(speech, manner.Tempo, seconds);
        return new Utterance(manner, syllables, new Voice(speaker, manner, syllables, sound).Render(seconds));
    }

    private float[] Render(double seconds)
    {
        float[] samples = new float[(int)(seconds * Rate)];
        var melody = new Melody(_speaker, _manner, _syllables, _draws, seconds);
        var source = new GlottalSource(_manner, _manner.Tilt + _speaker.Tilt, _draws);
        int syllable = 0;
        double pitch = 0;
        var gains = default(Gains);
        for (int i = 0; i < samples.Length; i++)
        {
            double time = (double)i / Rate;
            if (i % Step == 0)
            {
                while (syllable + 1 < _syllables.Count && time >= _syllables[syllable + 1].Start)
                    syllable++;
                pitch = melody.At(time, syllable) / Rate;
                gains = Gains.At(_syllables[syllable], time);
                Tune(syllable, time);
            }
            (double tone, double breath) = source.Next(pitch);
            double voiced = (gains.Voice * (tone + breath)) + (gains.Nasal * 0.5 * tone);
            foreach (Resonator formant in _tract)
                voiced = formant.Next(voiced);
            double noise = gains.Hiss == 0 ? 0 : gains.Hiss * ((2 * _draws.Unit()) - 1);
            samples[i] = (float)(voiced + (0.25 * (noise - _hiss.Next(noise))));
        }
        return samples;
    }

    /// <summary>Formants glide from one vowel to the next, as a tongue moves.</summary>
    private void Tune(int syllable, double time)
    {
        Syllable now = _syllables[syllable];
        Vowel before = syllable > 0 ? _syllables[syllable - 1].Vowel : now.Vowel;
        Vowel vowel = Vowel.Between(before, now.Vowel, Exact.Smooth((time - now.Start) / 0.09));
        double scale = 1 / _speaker.Tract;
        double slack = 1 + (0.5 * _manner.Breath);
        _tract[0].Tune(scale * vowel.F1, 70 * slack, Rate);
        _tract[1].Tune(scale * vowel.F2, 100 * slack, Rate);
        _tract[2].Tune(scale * vowel.F3, 150 * slack, Rate);
        _tract[3].Tune(scale * vowel.F4, 220 * slack, Rate);
        _hiss.Tune(scale * (1500 + (2500 * now.Brightness)), 2500, Rate);
    }
}

/// <summary>How loud tone, hum and hiss are at one moment of a syllable.</summary>
internal readonly record struct Gains(double Voice, double Nasal, double Hiss)
{
    public static Gains At(in Syllable syllable, double time)
    {
        double at = time - syllable.Start;
        if (at < 0 || at >= syllable.Length)
            return default;
        double start = syllable.ConsonantLength;
        double loud = 0.75 + (0.25 * syllable.Stress);
        double vowel = loud * Exact.Smooth((at - start) / 0.03) * Exact.Smooth((syllable.Length - at) / 0.07);
        double consonant = Exact.Smooth(at / 0.02) * Exact.Smooth((start + 0.01 - at) / 0.02);
        return syllable.StartSound switch
        {
            Consonant.Fricative => new(vowel, 0, 0.5 * consonant),
            // Silence first; only its end bursts.
            Consonant.Plosive => new(vowel, 0, at > 0.7 * start ? 0.8 * consonant : 0),
            Consonant.Nasal => new(vowel, consonant, 0),
            _ => new(vowel, 0, 0),
        };
    }
}

/// <summary>One formant: a digital filter with two poles and gain 1 at 0 Hz.</summary>
internal sealed class Resonator
{
    private double _a, _b, _c;
    private double _last, _lastButOne;

    /// <param name="frequency">Hertz.</param>
    /// <param name="width">Hertz between the points of half power.</param>
    /// <param name="rate">Samples a second.</param>
    public void Tune(double frequency, double width, double rate)
    {
        double radius = Exact.Exp2(-width / rate * (Math.PI / 0.69314718055994531));
        _c = -radius * radius;
        _b = 2 * radius * Exact.CosTurns(Math.Min(frequency / rate, 0.48));
        _a = 1 - _b - _c;
    }

    public double Next(double input)
    {
        double output = (_a * input) + (_b * _last) + (_c * _lastButOne);
        (_last, _lastButOne) = (output, _last);
        return output;
    }
}

/// <summary>Pitch over time.</summary>
internal sealed class Melody(Speaker speaker, Manner manner, IReadOnlyList<Syllable> syllables, Draws draws, double seconds)
{
    private readonly double _tremorHertz = draws.Between(5, 7);
    private readonly double _tremorPhase = draws.Unit();

    /// <summary>Hertz. To be asked in the order of time: <paramref name="syllable"/> is the one that sounds.</summary>
    public double At(double time, int syllable)
    {
        Syllable s = syllables[syllable];
        double inside = Math.Clamp((time - s.Start) / s.Length, 0, 1);
        double accent = s.Stress * 4 * inside * (1 - inside);
        double semitones = manner.Height
            + (manner.Slope * ((time / seconds) - 0.5))
            + (manner.Range * (accent - 0.3))
            + (manner.Tremor * Exact.SinTurns((_tremorHertz * time) + _tremorPhase));
        return speaker.Pitch * Exact.Exp2(semitones / 12);
    }
}
