namespace MmaDfer.Samples.Stage;

/// <summary>Durations of the ticks of a loop, in constant memory. Quantiles are accurate to 2 %; all other values are exact.</summary>
/// <param name="limit">A tick that takes longer misses its deadline.</param>
public sealed class LoopTimes(TimeSpan limit)
{
    private const double Step = 1.02, MinMilliseconds = 1e-4;

    private readonly long[] _counts = new long[1000];

    public long Count { get; private set; }

    public long Missed { get; private set; }

    public double MaxMilliseconds { get; private set; }

    public double LastMilliseconds { get; private set; }

    public void Add(TimeSpan time)
    {
        double milliseconds = time.TotalMilliseconds;
        Count++;
        Missed += time > limit ? 1 : 0;
        MaxMilliseconds = Math.Max(MaxMilliseconds, milliseconds);
        LastMilliseconds = milliseconds;
        _counts[Math.Clamp((int)Math.Ceiling(Math.Log(Math.Max(milliseconds, MinMilliseconds) / MinMilliseconds) / Math.Log(Step)), 0, _counts.Length - 1)]++;
    }

    /// <summary>The duration that this share of the ticks did not exceed, in milliseconds; 0 before the first tick.</summary>
    public double GetQuantile(double share)
    {
        long left = (long)Math.Ceiling(share * Count);
        if (left <= 0)
            return 0;
        int bucket = 0;
        while ((left -= _counts[bucket]) > 0)
            bucket++;
        return Math.Min(MinMilliseconds * Math.Pow(Step, bucket), MaxMilliseconds);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"median {GetQuantile(0.5):0.000} ms, 99 % below {GetQuantile(0.99):0.000}, max {MaxMilliseconds:0.0}; {Missed} of {Count} longer than {limit.TotalMilliseconds:0.#} ms");
}
