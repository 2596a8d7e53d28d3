namespace MmaDfer.Sdk.Clips;

/// <summary>
/// The time span of a clip from the times of the first and the last frame that were seen, of however many it has: evenly
/// spaced frames are assumed where some were passed over.
/// </summary>
internal struct FrameTimes
{
    private int _firstIndex;
    private int _lastIndex;
    private TimeSpan _first;
    private TimeSpan _last;
    private bool _any;

    public void Add(int index, TimeSpan time)
    {
        if (!_any)
            (_firstIndex, _first, _any) = (index, time, true);
        (_lastIndex, _last) = (index, time);
    }

    public readonly (TimeSpan Start, TimeSpan End) Span(int count)
    {
        // In double, which saturates: the times may be anything.
        double interval = _lastIndex > _firstIndex
            ? Math.Max(0, ((double)_last.Ticks - _first.Ticks) / (_lastIndex - _firstIndex))
            : 0;
        double before = Math.Min(_firstIndex * interval, Math.Max(0L, _first.Ticks));
        return (Time(_first, -before), Time(_last, (count - _lastIndex) * interval));
    }

    private static TimeSpan Time(TimeSpan time, double ticks) =>
        ticks == 0 ? time : TimeSpan.FromTicks((long)Math.Round(time.Ticks + ticks));
}
