using System.Text;

namespace MmaDfer.Sdk.Models;

/// <summary>
/// Random numbers that are a pure function of (seed, tensor name, element number): no state, no order of drawing, the same
/// bits on every machine. Element i takes the SplitMix64 generator's i-th output, started at an FNV-1a hash of the name
/// mixed with the seed. The normal distribution is Box and Muller's, with a logarithm and cosine made of exactly rounded
/// operations, because those of the platforms differ in the last bit.
/// </summary>
internal static class SeededDraws
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    /// <summary>The start of the stream of a tensor.</summary>
    public static ulong Stream(ulong seed, string name)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ b) * 0x100000001b3;
        return Mix(hash + Mix(seed + Step));
    }

    /// <summary>Elements from <paramref name="start"/> on, uniform in [-limit, limit): 24 random bits each.</summary>
    public static void Uniform(ulong stream, long start, float limit, Span<float> destination)
    {
        ulong state = stream + (ulong)start * Step;
        for (int i = 0; i < destination.Length; i++)
        {
            state += Step;
            destination[i] = ((int)(Mix(state) >> 40) * (2f / (1 << 24)) - 1f) * limit;
        }
    }

    /// <summary>Elements from <paramref name="start"/> on, normal with mean 0; all are within 6.8 standard deviations.</summary>
    public static void Normal(ulong stream, long start, double deviation, Span<float> destination)
    {
        ulong state = stream + (ulong)start * Step;
        for (int i = 0; i < destination.Length; i++)
        {
            state += Step;
            ulong bits = Mix(state);
            double radius = Math.Sqrt(-2 * Log(((bits >> 32) + 0.5) / (1L << 32)));
            destination[i] = (float)(deviation * radius * CosTurns(((uint)bits + 0.5) / (1L << 32)));
        }
    }

    /// <summary>Natural logarithm of a positive normal number: exponent, and the series of the inverse hyperbolic tangent.</summary>
    internal static double Log(double value)
    {
        const double ln2 = 0.693147180559945309417;
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)(bits >> 52) - 1023;
        double mantissa = BitConverter.Int64BitsToDouble(bits & 0x000FFFFFFFFFFFFF | 0x3FF0000000000000);
        if (mantissa > 1.41421356)
        {
            mantissa /= 2;
            exponent++;
        }
        double t = (mantissa - 1) / (mantissa + 1), square = t * t, sum = 0;
        for (int k = 23; k >= 1; k -= 2)
            sum = sum * square + 1.0 / k;
        return exponent * ln2 + 2 * t * sum;
    }

    /// <summary>Cosine of an angle in turns, in [0, 1): folded into an eighth of a turn, then Taylor's series.</summary>
    internal static double CosTurns(double turns)
    {
        double folded = turns > 0.5 ? 1 - turns : turns;
        bool negative = folded > 0.25;
        if (negative)
            folded = 0.5 - folded;
        bool sine = folded > 0.125;
        double x = (sine ? 0.25 - folded : folded) * (2 * Math.PI), square = x * x, sum = 1;
        for (int k = sine ? 19 : 18; k >= 2; k -= 2)
            sum = 1 - sum * square / (k * (k - 1));
        double value = sine ? x * sum : sum;
        return negative ? -value : value;
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
