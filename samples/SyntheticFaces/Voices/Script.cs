namespace MmaDfer.Samples.SyntheticFaces.Voices;

/// <summary>The text of a clip: nonsense syllables, so that no word reveals the emotion.</summary>
internal static class Script
{
    public static IReadOnlyList<Syllable> Draw(Draws draws, double tempo, double seconds)
    {
        var syllables = new List<Syllable>();
        double at = draws.Between(0.05, 0.2);
        while (true)
        {
            double length = draws.Between(0.8, 1.2) / tempo;
            if (at + length > seconds - 0.05)
                return syllables;
            syllables.Add(new Syllable(
                at,
                length,
                (Consonant)draws.Below(4),
                Vowel.All[draws.Below(Vowel.All.Count)],
                draws.Chance(0.4) ? draws.Between(0.6, 1) : draws.Between(0, 0.25),
                draws.Unit()));
            at += length;
            if (syllables.Count > 1 && draws.Chance(0.12))
                at += draws.Between(0.1, 0.2);
        }
    }
}

/// <summary>One syllable of nonsense.</summary>
/// <param name="Start">Seconds.</param>
/// <param name="Length">Seconds, consonant included.</param>
/// <param name="StartSound">What it starts with.</param>
/// <param name="Vowel">Its vowel.</param>
/// <param name="Stress">0 to 1.</param>
/// <param name="Brightness">Of the hiss of a consonant, 0 to 1.</param>
internal readonly record struct Syllable(double Start, double Length, Consonant StartSound, Vowel Vowel, double Stress, double Brightness)
{
    public double ConsonantLength => StartSound == Consonant.None ? 0 : Math.Min(0.09, 0.35 * Length);
}

/// <summary>What starts a syllable.</summary>
internal enum Consonant
{
    None,

    /// <summary>A hiss: s, sh, f.</summary>
    Fricative,

    /// <summary>A short silence, then a burst: p, t, k.</summary>
    Plosive,

    /// <summary>Voiced with closed lips: m, n.</summary>
    Nasal,
}

/// <summary>The first four formants, in hertz, of a vocal tract of average length.</summary>
internal readonly record struct Vowel(double F1, double F2, double F3, double F4)
{
    /// <summary>As in father, bet, see, bought, boot, and a murmur.</summary>
    public static IReadOnlyList<Vowel> All { get; } =
    [
        new(750, 1250, 2550, 3500), new(560, 1850, 2550, 3550), new(300, 2250, 3000, 3650), new(560, 900, 2500, 3450), new(330, 1000, 2350, 3400),
        new(500, 1450, 2500, 3500),
    ];

    public static Vowel Between(Vowel a, Vowel b, double t) => new(
        a.F1 + ((b.F1 - a.F1) * t), a.F2 + ((b.F2 - a.F2) * t), a.F3 + ((b.F3 - a.F3) * t), a.F4 + ((b.F4 - a.F4) * t));
}

/// <summary>A spoken text.</summary>
/// <param name="Manner">How.</param>
/// <param name="Syllables">What.</param>
/// <param name="Samples">Audio of unspecified loudness, at <see cref="Voice.Rate"/>.</param>
internal sealed record Utterance(Manner Manner, IReadOnlyList<Syllable> Syllables, float[] Samples);
