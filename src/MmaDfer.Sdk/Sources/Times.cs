using System.Globalization;

namespace MmaDfer.Sdk.Sources;

/// <summary>Arithmetic with times that a damaged file or a faulty clock may have given: nothing overflows, results saturate.</summary>
internal static class Times
{
    /// <summary>Ticks from one time to another; negative if the second is earlier.</summary>
    public static double Ticks(TimeSpan from, TimeSpan to) => (double)to.Ticks - from.Ticks;

    /// <summary>Seconds from one time to another; negative if the second is earlier.</summary>
    public static double Seconds(TimeSpan from, TimeSpan to) => Ticks(from, to) / TimeSpan.TicksPerSecond;

    /// <summary>A time that is some seconds later (earlier if negative).</summary>
    public static TimeSpan Add(TimeSpan time, double seconds) => AddTicks(time, seconds * TimeSpan.TicksPerSecond);

    /// <summary>A time that is some ticks later (earlier if negative).</summary>
    public static TimeSpan AddTicks(TimeSpan time, double ticks)
    {
        ticks = Math.Round(ticks);
        if (ticks >= (double)long.MaxValue - time.Ticks)
            return TimeSpan.MaxValue;
        return ticks <= (double)long.MinValue - time.Ticks ? TimeSpan.MinValue : TimeSpan.FromTicks(time.Ticks + (long)ticks);
    }

    /// <summary>A time that is a span later.</summary>
    public static TimeSpan Add(TimeSpan time, TimeSpan span) => Ticks(time, TimeSpan.MaxValue) > span.Ticks ? time + span : TimeSpan.MaxValue;

    /// <summary>Whether at least a span has passed since a time.</summary>
    public static bool HasPassed(TimeSpan span, TimeSpan since, TimeSpan now) => Ticks(since, now) >= span.Ticks;

    public static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    /// <summary>A time to a tenth of a second, for people: negative ones with a sign, with days from one day on.</summary>
    public static string Text(TimeSpan time)
    {
        string text = time.ToString(time.Days == 0 ? @"hh\:mm\:ss\.f" : @"d\.hh\:mm\:ss\.f", CultureInfo.InvariantCulture);
        return time.Ticks <= -TimeSpan.TicksPerSecond / 10 ? "-" + text : text;
    }
}

/// <summary>Frames per second as a fraction, for times that do not drift.</summary>
internal readonly struct FrameRate
{
    private readonly double _secondsPerFrame;

    public FrameRate(long frames, long seconds) => _secondsPerFrame = (double)seconds / frames;

    public FrameRate(double framesPerSecond) => _secondsPerFrame = 1 / Check(framesPerSecond);

    /// <summary>Checks a rate that a caller gave.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive and finite.</exception>
    public static double Check(double framesPerSecond) => double.IsFinite(framesPerSecond) && framesPerSecond > 0
        ? framesPerSecond
        : throw new ArgumentOutOfRangeException(
            nameof(framesPerSecond), framesPerSecond, "The frame rate must be a positive, finite number of frames per second.");

    /// <summary>The time of a frame, the first one at 0.</summary>
    public TimeSpan TimeOf(long frame) => Seconds(frame * _secondsPerFrame);

    /// <summary>A time from seconds; 0 for negative ones and for what is not a number.</summary>
    public static TimeSpan Seconds(double seconds) => seconds > 0 ? Times.Add(TimeSpan.Zero, seconds) : TimeSpan.Zero;
}
