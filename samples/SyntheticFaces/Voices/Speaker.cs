namespace MmaDfer.Samples.SyntheticFaces.Voices;

/// <summary>A person's voice, the same in every clip.</summary>
/// <param name="Pitch">Hertz at rest.</param>
/// <param name="Tract">Length of the vocal tract against an average one: a longer one has lower formants.</param>
/// <param name="Tilt">Added to the darkness of each manner of speaking.</param>
internal sealed record Speaker(double Pitch, double Tract, double Tilt)
{
    public static Speaker Of(int number)
    {
        var draws = new Draws(Draws.Purpose.Speaker, number);
        double size = draws.Unit();
        // Large people have long tracts and low voices, but not always.
        return new Speaker(
            240 * Exact.Exp2(-(1.2 * size) + (0.08 * draws.Bell())),
            0.87 + (0.28 * size) + (0.02 * draws.Bell()),
            0.05 * draws.Bell());
    }
}
