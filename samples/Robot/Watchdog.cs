namespace MmaDfer.Samples.Robot;

/// <summary>
/// Looks after what the robot itself would not notice: readings that stop, a loop that was late, and (from another thread) a loop that
/// hangs. Each means: stand still. Its times are the loop's.
/// </summary>
internal sealed class Watchdog
{
    public static readonly TimeSpan OldestReading = TimeSpan.FromSeconds(1.5), LatestTick = TimeSpan.FromMilliseconds(100),
        Recovery = TimeSpan.FromSeconds(0.5), Hanging = TimeSpan.FromMilliseconds(250);

    private long _lastTick = -1;
    private TimeSpan _calmAfter;

    public int Late { get; private set; }

    /// <summary>Tells that a turn of the loop begins.</summary>
    public void Tick(TimeSpan now)
    {
        long last = Interlocked.Exchange(ref _lastTick, now.Ticks);
        // After a gap the world is another one; some good turns first.
        if (last >= 0 && now.Ticks - last > LatestTick.Ticks)
            (Late, _calmAfter) = (Late + 1, now + Recovery);
    }

    /// <summary>Why nothing is to be trusted, in the loop's own turn; null if nothing is wrong.</summary>
    public string? Trouble(TimeSpan now, TimeSpan? reading) =>
        now < _calmAfter ? "the loop was late"
        : reading is null ? "no readings yet"
        : now - reading > OldestReading ? "the readings have stopped"
        : null;

    /// <summary>Whether the loop hangs. For another thread.</summary>
    public bool IsHanging(TimeSpan now) => Interlocked.Read(ref _lastTick) is >= 0 and var last && now.Ticks - last > Hanging.Ticks;
}
