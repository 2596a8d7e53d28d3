using System.Globalization;

namespace MmaDfer.Sdk.Reports;

/// <summary>Round numbers along an axis.</summary>
internal static class Ticks
{
    private const double TooLong = 1e8;

    /// <summary>Multiples of 1, 2 or 5 times a power of ten that lie in a range, about as many as wanted.</summary>
    public static List<(double Value, string Text)> Of(double from, double to, int wanted, bool whole = false)
    {
        double rough = Math.Max((to - from) / wanted, 1e-12);
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * (rough / power) switch { <= 1.0001 => 1, <= 2.0001 => 2, <= 5.0001 => 5, _ => 10 };
        if (whole)
            step = Math.Max(step, 1);
        int digits = Math.Clamp((int)-Math.Floor(Math.Log10(step) + 1e-9), 0, 12);
        var ticks = new List<(double, string)>();
        for (double n = Math.Ceiling(from / step - 1e-9); n * step <= to + step * 1e-9; n++)
        {
            // Never a negative zero.
            double value = n * step + 0.0;
            ticks.Add((value, Text(value, digits)));
        }
        return ticks;
    }

    /// <summary>Thousands apart; from a hundred million on, which nobody can count at a glance, with a power of ten.</summary>
    private static string Text(double value, int digits) => Math.Abs(value) < TooLong
        ? value.ToString("N" + digits, CultureInfo.InvariantCulture).Replace(",", "\u2009", StringComparison.Ordinal)
        : value.ToString("0.####e0", CultureInfo.InvariantCulture);
}
