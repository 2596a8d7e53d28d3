namespace MmaDfer.Sdk.Native;

/// <summary>Seconds of C, as times.</summary>
internal static class Seconds
{
    /// <summary>Some three thousand years: a clock may begin in 1970.</summary>
    private const double Most = 1e11;

    /// <exception cref="ArgumentException">No number, or further away than the header allows.</exception>
    public static TimeSpan From(double seconds, string what) => seconds is >= -Most and <= Most
        ? TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond))
        : throw new ArgumentException(FormattableString.Invariant($"{what} is {seconds}; seconds from -1e11 to 1e11 are allowed."));
}
