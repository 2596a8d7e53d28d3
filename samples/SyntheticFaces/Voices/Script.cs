namespace MmaDfer.Samples.SyntheticFaces.Voices;

/// <summary>What is said: syllables of a language that nobody knows, so that no word gives the emotion away.</summary>
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
