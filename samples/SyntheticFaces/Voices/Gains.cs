namespace MmaDfer.Samples.SyntheticFaces.Voices;

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
