namespace MmaDfer.Sdk.Faces.Tracking;

/// <summary>Differences of times that may be anything: those of a damaged file or a faulty clock included.</summary>
internal static class Clock
{
    /// <summary>Whether at least so much time has passed.</summary>
    public static bool HasPassed(TimeSpan span, TimeSpan since, TimeSpan now) => Ticks(since, now) >= span.Ticks;

    /// <summary>A time and a span later; the last time there is where that would overflow.</summary>
    public static TimeSpan After(TimeSpan time, TimeSpan span) => Ticks(time, TimeSpan.MaxValue) > span.Ticks ? time + span : TimeSpan.MaxValue;

    /// <summary>Ticks from a time to another; those of TimeSpan itself would overflow.</summary>
    public static double Ticks(TimeSpan since, TimeSpan now) => (double)now.Ticks - since.Ticks;
}
