namespace MmaDfer.Sdk.Tests.Live;

/// <summary>A wall clock that the test advances; timers stay real.</summary>
internal sealed class TestClock : TimeProvider
{
    private long _ticks;

    public TimeSpan Now => TimeSpan.FromTicks(Volatile.Read(ref _ticks));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

    public override long GetTimestamp() => Volatile.Read(ref _ticks);
}
