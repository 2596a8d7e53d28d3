namespace MmaDfer.Samples.SyntheticFaces.Voices;

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
