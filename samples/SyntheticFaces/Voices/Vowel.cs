namespace MmaDfer.Samples.SyntheticFaces.Voices;

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
