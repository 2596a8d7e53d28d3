namespace MmaDfer.Samples.SyntheticFaces.Faces;

/// <summary>When the eyes close and open again.</summary>
internal sealed class Blinks
{
    private const double Length = 0.24;

    private readonly List<double> _middles = [];

    public Blinks(Draws draws, double seconds)
    {
        for (double at = draws.Between(0, 3); at < seconds; at += draws.Between(1, 4))
            _middles.Add(at);
    }

    /// <summary>1 open, 0 closed.</summary>
    public float OpeningAt(double seconds)
    {
        double open = 1;
        foreach (double middle in _middles)
            open = Math.Min(open, Exact.Smooth((Math.Abs(seconds - middle) - (0.1 * Length)) / (0.4 * Length)));
        return (float)open;
    }
}
