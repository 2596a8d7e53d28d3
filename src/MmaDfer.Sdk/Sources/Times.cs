using System.Globalization;

namespace MmaDfer.Sdk.Sources;

/// <summary>Arithmetic with times that a faulty clock may have given: nothing overflows.</summary>
internal static class Times
{
    /// <summary>Seconds from one time to another; negative where it goes back.</summary>
    public static double Seconds(TimeSpan from, TimeSpan to) => ((double)to.Ticks - from.Ticks) / TimeSpan.TicksPerSecond;

    /// <summary>A later (or earlier) time, as far as times go.</summary>
    public static TimeSpan Add(TimeSpan time, double seconds)
    {
        double ticks = Math.Round(seconds * TimeSpan.TicksPerSecond);
        if (ticks >= (double)long.MaxValue - time.Ticks)
            return TimeSpan.MaxValue;
        return ticks <= (double)long.MinValue - time.Ticks ? TimeSpan.MinValue : TimeSpan.FromTicks(time.Ticks + (long)ticks);
    }

    /// <summary>A time to a tenth of a second, for people: with a sign before zero, with days from one day on.</summary>
    public static string Text(TimeSpan time)
    {
        string text = time.ToString(time.Days == 0 ? @"hh\:mm\:ss\.f" : @"d\.hh\:mm\:ss\.f", CultureInfo.InvariantCulture);
        return time.Ticks <= -TimeSpan.TicksPerSecond / 10 ? "-" + text : text;
    }

    public static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
