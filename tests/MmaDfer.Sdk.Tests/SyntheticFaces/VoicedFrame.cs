namespace MmaDfer.Sdk.Tests.SyntheticFaces;

/// <summary>40 ms of a voice, by its autocorrelation.</summary>
/// <param name="Hertz">Pitch.</param>
/// <param name="Regularity">How much a period resembles the next, up to 1.</param>
/// <param name="Clearness">The same of the highest frequencies alone, where breath hides the tone.</param>
internal readonly record struct VoicedFrame(double Hertz, double Regularity, double Clearness)
{
    private const int Rate = 16_000;
    private const int Length = 640;
    private const int Shortest = Rate / 450;
    private const int Longest = Rate / 65;

    /// <summary>All frames of a sound that are not much weaker than the whole.</summary>
    public static VoicedFrame[] Of(double[] sound)
    {
        double[] high = new double[sound.Length];
        for (int i = 2; i < sound.Length; i++)
            high[i] = sound[i] - (2 * sound[i - 1]) + sound[i - 2];
        double mean = sound.Average(s => s * s);
        var frames = new List<VoicedFrame>();
        for (int start = 0; start + Length + Longest < sound.Length; start += Length)
        {
            ReadOnlySpan<double> frame = sound.AsSpan(start, Length + Longest);
            if (Product(frame, frame) > 0.5 * mean * Length)
                frames.Add(One(frame, high.AsSpan(start, Length + Longest)));
        }
        return [.. frames];
    }

    private static VoicedFrame One(ReadOnlySpan<double> frame, ReadOnlySpan<double> high)
    {
        double best = 0, power = Product(frame, frame), later = power;
        double[] likeness = new double[Longest + 1];
        for (int lag = 1; lag <= Longest; lag++)
        {
            later += (frame[lag + Length - 1] * frame[lag + Length - 1]) - (frame[lag - 1] * frame[lag - 1]);
            likeness[lag] = Product(frame, frame[lag..]) / Math.Sqrt((power * later) + 1e-12);
            if (lag > Shortest)
                best = Math.Max(best, likeness[lag]);
        }
        // Two periods are as alike as one: the shortest peak that is nearly the best.
        int period = Shortest + 1;
        while (likeness[period] < 0.9 * best || likeness[period] < likeness[period - 1] || (period < Longest && likeness[period] < likeness[period + 1]))
            period++;
        ReadOnlySpan<double> next = high[period..];
        return new VoicedFrame(
            (double)Rate / period, likeness[period], Product(high, next) / Math.Sqrt((Product(high, high) * Product(next, next)) + 1e-12));
    }

    private static double Product(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
