namespace MmaDfer.Sdk.Conformance;

/// <summary>Time that passes only when the test advances it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private TimeSpan _now;

    /// <summary>Intervals that timers were set to, in order, without those that never elapse.</summary>
    public List<TimeSpan> Pauses { get; } = [];

    /// <summary>Pauses so far; safe from any thread.</summary>
    public int PauseCount
    {
        get
        {
            lock (_gate)
                return Pauses.Count;
        }
    }

    /// <summary>Time since the start; safe from any thread.</summary>
    public TimeSpan Now => TimeSpan.FromTicks(GetTimestamp());

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate)
            return _now.Ticks;
    }

    public void Advance(TimeSpan time)
    {
        ManualTimer[] due;
        lock (_gate)
        {
            _now += time;
            due = [.. _timers.Where(t => t.Due <= _now)];
            foreach (ManualTimer timer in due)
                timer.Due = TimeSpan.MaxValue;
        }
        foreach (ManualTimer timer in due)
            timer.Elapse();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        lock (_gate)
            _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ManualTimer(ManualTime time, Action elapse) : ITimer
    {
        public TimeSpan Due { get; set; } = TimeSpan.MaxValue;

        public void Elapse() => elapse();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                if (dueTime != Timeout.InfiniteTimeSpan)
                    time.Pauses.Add(dueTime);
                Due = dueTime == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : time._now + dueTime;
            }
            return true;
        }

        public void Dispose() => Due = TimeSpan.MaxValue;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
