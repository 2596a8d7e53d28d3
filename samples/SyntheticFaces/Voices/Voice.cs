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

    /// <summary>What one person says in one clip.</summary>
    public static Utterance Speak(Speaker speaker, VoiceGroup group, Draws speech, Draws sound, double seconds)
    {
        Manner manner = Manner.Draw(group, speech);
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

    /// <summary>The tongue takes its time: formants glide from one vowel to the next.</summary>
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
