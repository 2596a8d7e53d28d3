namespace MmaDfer.Samples.SyntheticFaces;

/// <summary>
/// Sine and exponential from exactly rounded operations only: the functions of platforms differ in the last bit, and one different bit could
/// change a file.
/// </summary>
internal static class Exact
{
    /// <summary>Sine of an angle in turns; within 1e-9.</summary>
    public static double SinTurns(double turns)
    {
        double folded = turns - Math.Floor(turns + 0.5);
        if (folded > 0.25)
            folded = 0.5 - folded;
        else if (folded < -0.25)
            folded = -0.5 - folded;
        double x = folded * (2 * Math.PI), square = x * x, sum = 1;
        for (int k = 13; k >= 3; k -= 2)
            sum = 1 - (sum * square / (k * (k - 1)));
        return x * sum;
    }

    /// <summary>Cosine of an angle in turns.</summary>
    public static double CosTurns(double turns) => SinTurns(turns + 0.25);

    /// <summary>2 to the power; within 1e-9 of its value.</summary>
    public static double Exp2(double power)
    {
        double whole = Math.Floor(power);
        double x = (power - whole) * 0.69314718055994531, sum = 1;
        for (int k = 12; k >= 1; k--)
            sum = 1 + (sum * x / k);
        return sum * BitConverter.Int64BitsToDouble(((long)whole + 1023) << 52);
    }

    /// <summary>From 0 to 1 while <paramref name="x"/> does, level at both ends.</summary>
    public static double Smooth(double x)
    {
        x = Math.Clamp(x, 0, 1);
        return x * x * (3 - (2 * x));
    }
}
