using MmaDfer.Samples.SyntheticFaces;

namespace MmaDfer.Samples.SyntheticPeople;

/// <summary>Functions from exactly rounded operations only, as in <see cref="Exact"/>.</summary>
internal static class Curves
{
    /// <summary>Binary logarithm of a positive number; within 1e-9.</summary>
    public static double Log2(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)((bits >> 52) & 0x7FF) - 1023;
        double mantissa = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | (1023L << 52));
        if (mantissa > 1.4142135623730951)
        {
            mantissa *= 0.5;
            exponent++;
        }
        double t = (mantissa - 1) / (mantissa + 1), square = t * t, sum = 0;
        for (int k = 15; k >= 1; k -= 2)
            sum = (sum * square) + (1.0 / k);
        return exponent + (2 * t * sum * 1.4426950408889634);
    }

    /// <summary>A power of a number that is not negative.</summary>
    public static float Power(float x, double exponent) => x <= 1e-9f ? 0 : (float)Exact.Exp2(exponent * Log2(x));

    /// <summary>The angle of a direction in turns, from -0.5 to 0.5; 0 along <paramref name="x"/>; within 1e-4.</summary>
    public static float Angle(float y, float x)
    {
        float across = MathF.Abs(y), along = MathF.Abs(x);
        float t = MathF.Min(across, along) / MathF.Max(MathF.Max(across, along), 1e-12f);
        float s = t * t;
        float turns = t * (0.1591513f + (s * (-0.0529387f + (s * (0.0308034f + (s * (-0.0185309f + (s * (0.0083800f - (s * 0.0018655f))))))))));
        if (across > along)
            turns = 0.25f - turns;
        if (x < 0)
            turns = 0.5f - turns;
        return y < 0 ? -turns : turns;
    }

    /// <summary>0 below <paramref name="from"/>, 1 above <paramref name="to"/>, level at both; the other way round where to is below from.</summary>
    public static float Step(float from, float to, float x)
    {
        float t = Math.Clamp((x - from) / (to - from), 0, 1);
        return t * t * (3 - (2 * t));
    }

    /// <summary>A bump: 1 at 0, 0 from <paramref name="width"/> on.</summary>
    public static float Bump(float x, float width)
    {
        float t = 1 - ((x * x) / (width * width));
        return t <= 0 ? 0 : t * t;
    }

    public static float Mix(float a, float b, float t) => a + ((b - a) * t);
}
