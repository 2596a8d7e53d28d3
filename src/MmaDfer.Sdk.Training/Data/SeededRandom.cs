namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood 2014): random numbers that are the same on every machine, with a state of 64 bits. Not
/// thread-safe.
/// </summary>
internal sealed class SeededRandom(ulong state)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    /// <summary>The complete state: a generator created with it continues with the same numbers.</summary>
    public ulong State { get; private set; } = state;

    /// <summary>Creates an independent generator for each combination of keys.</summary>
    public static SeededRandom Of(params ReadOnlySpan<ulong> keys)
    {
        ulong state = 0;
        foreach (ulong key in keys)
            state = Mix(state + Step + Mix(key + Step));
        return new SeededRandom(state);
    }

    /// <summary>64 random bits.</summary>
    public ulong Next() => Mix(State += Step);

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [from, to).</summary>
    public double Uniform(double from, double to) => from + (to - from) * Uniform();

    /// <summary>A uniform integer from 0 to <paramref name="count"/> - 1.</summary>
    public int Below(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        // Lemire 2019: reject the few draws that would bias the result.
        ulong threshold = (0 - (ulong)count) % (ulong)count;
        while (true)
        {
            ulong high = Math.BigMul(Next(), (ulong)count, out ulong low);
            if (low >= threshold)
                return (int)high;
        }
    }

    /// <summary>Normal with mean 0 and standard deviation 1 (Box and Muller). The last bits may differ between platforms.</summary>
    public double Normal()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - Uniform()));
        return radius * Math.Cos(2 * Math.PI * Uniform());
    }

    /// <summary>Shuffles items (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
