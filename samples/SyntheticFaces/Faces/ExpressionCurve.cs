namespace MmaDfer.Samples.SyntheticFaces.Faces;

/// <summary>How strong an expression is over time: it sets in, stays at its peak, and fades, not always to nothing.</summary>
/// <param name="Onset">Seconds at which it sets in.</param>
/// <param name="Rise">Seconds until the peak.</param>
/// <param name="Offset">Seconds at which it starts to fade.</param>
/// <param name="Fall">Seconds that it fades for.</param>
/// <param name="Rest">What is left of it afterwards.</param>
/// <param name="Intensity">Strength at the peak; 1 is full.</param>
internal sealed record ExpressionCurve(double Onset, double Rise, double Offset, double Fall, double Rest, double Intensity)
{
    public static ExpressionCurve Draw(Draws draws, double seconds) => new(
        seconds * draws.Between(-0.05, 0.2),
        draws.Between(0.2, 0.5),
        seconds * draws.Between(0.65, 0.95),
        draws.Between(0.3, 0.6),
        draws.Between(0.2, 0.6),
        draws.Between(0.75, 1.1));

    public float At(double seconds)
    {
        double rise = Exact.Smooth((seconds - Onset) / Rise);
        double fall = Exact.Smooth((seconds - Offset) / Fall);
        return (float)(Intensity * rise * (1 - ((1 - Rest) * fall)));
    }
}
