namespace MmaDfer.Cli.Timeline;

/// <summary>One window.</summary>
/// <param name="Start">Its first second.</param>
/// <param name="End">Its last second.</param>
/// <param name="Probabilities">Of each emotion, 0 to 1.</param>
/// <param name="Winner">Index of the most probable one.</param>
internal sealed record TimelinePoint(double Start, double End, float[] Probabilities, int Winner)
{
    public double Middle => (Start + End) / 2;
}
