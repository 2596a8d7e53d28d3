namespace MmaDfer.Samples.Stage;

/// <summary>How long the turns of a loop took, in constant memory however many there are: quantiles are right to 2 %, all else is exact.</summary>
/// <param name="limit">A turn that takes longer has missed its deadline.</param>
public sealed class LoopTimes(TimeSpan limit)
{
    private const double Step = 1.02, Finest = 1e-4;

    private readonly long[] _counts = new long[1000];

    public long Count { get; private set; }

    public long Missed { get; private set; }

    public double WorstMilliseconds { get; private set; }

    public double LastMilliseconds { get; private set; }

    public void Add(TimeSpan time)
    {
        double milliseconds = time.TotalMilliseconds;
        Count++;
        Missed += time > limit ? 1 : 0;
        WorstMilliseconds = Math.Max(WorstMilliseconds, milliseconds);
        LastMilliseconds = milliseconds;
        _counts[Math.Clamp((int)Math.Ceiling(Math.Log(Math.Max(milliseconds, Finest) / Finest) / Math.Log(Step)), 0, _counts.Length - 1)]++;
    }

    /// <summary>The time that this share of the turns did not exceed, in milliseconds; 0 before the first.</summary>
    public double Quantile(double share)
    {
        long left = (long)Math.Ceiling(share * Count);
        if (left <= 0)
            return 0;
        int bucket = 0;
        while ((left -= _counts[bucket]) > 0)
            bucket++;
        return Math.Min(Finest * Math.Pow(Step, bucket), WorstMilliseconds);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Quantile(0.5):0.000} ms, in 99 of 100 up to {Quantile(0.99):0.000}, at worst {WorstMilliseconds:0.0}; {Missed} of {Count} longer than {limit.TotalMilliseconds:0.#} ms");
}
