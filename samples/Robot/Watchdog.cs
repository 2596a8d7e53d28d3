namespace MmaDfer.Samples.Robot;

/// <summary>
/// Detects what the robot itself does not notice: readings that stop, a loop that was late and, from another thread, a loop that hangs. The
/// robot stops in each case. Times are those of the loop.
/// </summary>
internal sealed class Watchdog
{
    public static readonly TimeSpan MaxReadingAge = TimeSpan.FromSeconds(1.5), MaxTickInterval = TimeSpan.FromMilliseconds(100),
        RecoveryTime = TimeSpan.FromSeconds(0.5), HangLimit = TimeSpan.FromMilliseconds(250);

    private long _lastTick = -1;
    private TimeSpan _recoveredAt;

    public int Late { get; private set; }

    /// <summary>Records the start of a tick.</summary>
    public void Tick(TimeSpan now)
    {
        long last = Interlocked.Exchange(ref _lastTick, now.Ticks);
        // After a gap, wait for some timely ticks before trusting the input again.
        if (last >= 0 && now.Ticks - last > MaxTickInterval.Ticks)
            (Late, _recoveredAt) = (Late + 1, now + RecoveryTime);
    }

    /// <summary>The current problem, for use in the loop; null if there is none.</summary>
    public string? FindProblem(TimeSpan now, TimeSpan? reading) =>
        now < _recoveredAt ? "the loop was late"
        : reading is null ? "no readings yet"
        : now - reading > MaxReadingAge ? "the readings have stopped"
        : null;

    /// <summary>Whether the loop hangs; for use on another thread.</summary>
    public bool IsHanging(TimeSpan now) => Interlocked.Read(ref _lastTick) is >= 0 and var last && now.Ticks - last > HangLimit.Ticks;
}
