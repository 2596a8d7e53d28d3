namespace MmaDfer.Samples.SyntheticFaces;

/// <summary>
/// Random numbers that are the same on every machine and in every version of .NET: SplitMix64, started at a hash of the
/// numbers that identify the purpose. Each purpose has its own stream, so that a new draw does not change the others.
/// </summary>
internal sealed class Draws
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state;

    /// <param name="purpose">What is drawn.</param>
    /// <param name="keys">Of which clip, person and so on.</param>
    public Draws(Purpose purpose, params ReadOnlySpan<long> keys)
    {
        _state = Mix((ulong)purpose + Step);
        foreach (long key in keys)
            _state = Mix(_state + ((ulong)key * 0xD1342543DE82EF95) + Step);
    }

    /// <summary>What a stream of draws is for.</summary>
    public enum Purpose
    {
        Order = 1,
        Person,
        Speaker,
        Identity,
        Face,
        Scene,
        Speech,
        Sound,
        Sensor,
        Style,
        Hand,
    }

    public ulong Next()
    {
        _state += Step;
        return Mix(_state);
    }

    /// <summary>In [0, 1).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1L << 53));

    /// <summary>In [low, high).</summary>
    public double Between(double low, double high) => low + ((high - low) * Unit());

    /// <summary>In [low, high), for what is drawn.</summary>
    public float Float(double low, double high) => (float)Between(low, high);

    /// <summary>Below <paramref name="count"/>; too few bits are lost for anybody to notice.</summary>
    public int Below(int count) => (int)((Next() >> 32) * (ulong)count >> 32);

    public bool Chance(double probability) => Unit() < probability;

    /// <summary>Nearly normal, mean 0, deviation 1, within 3.5: the sum of four uniform numbers.</summary>
    public double Bell() => (Unit() + Unit() + Unit() + Unit() - 2) * 1.7320508075688772;

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
