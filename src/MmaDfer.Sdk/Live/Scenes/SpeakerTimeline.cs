namespace MmaDfer.Sdk.Live.Scenes;

/// <summary>
/// Who spoke when, in slices of 50 ms of the last 40 s: the number of a person, or one of the constants. One thread writes, any may read.
/// </summary>
internal sealed class SpeakerTimeline
{
    /// <summary>There is no voice.</summary>
    public const int Silence = 0;

    /// <summary>A voice of nobody in view.</summary>
    public const int Nobody = -1;

    /// <summary>A voice, but it is not clear whose.</summary>
    public const int Unknown = -2;

    public const long SliceTicks = TimeSpan.TicksPerSecond / 20;

    private const int Capacity = 800;

    private readonly Lock _gate = new();
    private readonly int[] _slices = new int[Capacity];
    private long _first, _end;
    private int _now;

    /// <summary>Who speaks at the moment.</summary>
    public int Now
    {
        get
        {
            lock (_gate)
                return _now;
        }
    }

    public static long Slice(TimeSpan time) => (long)Math.Floor((double)time.Ticks / SliceTicks);

    /// <summary>Notes who speaks from a slice on, which may be earlier than what was noted before, up to a later one.</summary>
    public void Set(long from, long end, int speaker)
    {
        lock (_gate)
        {
            _now = speaker;
            if (from > _end || end <= _first || end < _end - Capacity)
                _first = _end = from;
            from = Math.Max(from, Math.Max(_first, end - Capacity));
            for (long slice = from; slice < end; slice++)
                _slices[Place(slice)] = speaker;
            _end = end;
            _first = Math.Max(_first, _end - Capacity);
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_gate)
            (_first, _end, _now) = (0, 0, Silence);
    }

    /// <summary>Copies slices; those after the last are as now, those before the first are unknown.</summary>
    public void Read(long from, Span<int> speakers)
    {
        lock (_gate)
        {
            for (int i = 0; i < speakers.Length; i++)
            {
                long slice = from + i;
                speakers[i] = slice >= _end ? _now : slice < _first ? Unknown : _slices[Place(slice)];
            }
        }
    }

    private static int Place(long slice) => (int)(((slice % Capacity) + Capacity) % Capacity);
}
