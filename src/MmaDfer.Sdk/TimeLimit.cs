namespace MmaDfer.Sdk;

/// <summary>
/// Time limits as callers give them: any positive time, however long, and <see cref="Timeout.InfiniteTimeSpan"/> for none. What waits
/// (semaphores, threads, timers) takes 24 days at most.
/// </summary>
internal static class TimeLimit
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>A limit, checked.</summary>
    /// <param name="limit">What a caller gave.</param>
    /// <param name="name">Of the option or parameter, for the error.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is zero or negative.</exception>
    public static TimeSpan Check(TimeSpan limit, string name) =>
        limit > TimeSpan.Zero || limit == Timeout.InfiniteTimeSpan
            ? limit
            : throw new ArgumentOutOfRangeException(name, limit, "A time limit must be positive, or Timeout.InfiniteTimeSpan for none.");

    /// <summary>A span of time that is compared with others, checked; one without end as the longest there is.</summary>
    /// <param name="limit">What a caller gave.</param>
    /// <param name="name">Of the option, for the error.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static TimeSpan CheckSpan(TimeSpan limit, string name) =>
        limit >= TimeSpan.Zero ? limit
        : limit == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue
        : throw new ArgumentOutOfRangeException(name, limit, "A time span must not be negative, or Timeout.InfiniteTimeSpan for one without end.");

    /// <summary>The limit as what waits takes it: one that nobody lives to see is none.</summary>
    public static TimeSpan OfWait(TimeSpan limit) => limit > s_longestWait ? Timeout.InfiniteTimeSpan : limit;

    /// <summary>A limit as a pause that a timer takes: 24 days at most.</summary>
    public static TimeSpan OfPause(TimeSpan pause) => pause > s_longestWait || pause == Timeout.InfiniteTimeSpan ? s_longestWait : pause;

    /// <summary>Whether a limit has passed.</summary>
    public static bool HasPassed(TimeSpan limit, TimeSpan elapsed) => limit != Timeout.InfiniteTimeSpan && elapsed > limit;
}
