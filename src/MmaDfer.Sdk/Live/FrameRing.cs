using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// The newest resized frames of a stream, of a fixed number; memory is taken as they come. One thread adds, another copies out.
/// </summary>
/// <param name="frameBytes">Bytes of a frame.</param>
/// <param name="capacity">Frames that are held.</param>
internal sealed class FrameRing(int frameBytes, int capacity)
{
    private readonly Lock _gate = new();

    // One more than are held: that which is being written.
    private readonly byte[]?[] _pixels = new byte[capacity + 1][];
    private readonly TimeSpan[] _times = new TimeSpan[capacity + 1], _copied = new TimeSpan[capacity];
    private int _first, _count;
    private long _epoch;

    /// <summary>Frames held.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _count;
        }
    }

    /// <summary>Room for the next frame's pixels.</summary>
    public byte[] Next() => _pixels[(_first + _count) % _pixels.Length] ??= new byte[frameBytes];

    /// <summary>Adds the frame that was written to <see cref="Next"/>; the oldest makes room.</summary>
    public void Add(TimeSpan time)
    {
        lock (_gate)
        {
            _times[(_first + _count) % _pixels.Length] = time;
            if (_count < capacity)
                _count++;
            else
                _first = (_first + 1) % _pixels.Length;
        }
    }

    /// <summary>Lets all go if the stream has started anew.</summary>
    /// <param name="epoch">Number of the start.</param>
    public void Enter(long epoch)
    {
        lock (_gate)
        {
            if (epoch != _epoch)
                (_epoch, _count) = (epoch, 0);
        }
    }

    /// <summary>Copies the frames that the network is to see of a span of time.</summary>
    /// <param name="epoch">Number of the stream's start: frames of another one are not copied.</param>
    /// <param name="start">Frames after this time.</param>
    /// <param name="end">The last time.</param>
    /// <param name="window">Where to.</param>
    /// <returns>Seconds from the first frame's beginning to the end; 0 if there is none.</returns>
    public double Copy(long epoch, TimeSpan start, TimeSpan end, WindowBuffer window)
    {
        lock (_gate)
        {
            int from = 0;
            while (from < _count && (Time(from) <= start || epoch != _epoch))
                from++;
            int to = from;
            while (to < _count && Time(to) <= end)
                to++;
            for (int i = from; i < to; i++)
                _copied[i - from] = Time(i);
            window.ChooseFrames(_copied.AsSpan(0, to - from));
            for (int i = 0; i < window.Chosen.Length; i++)
                _pixels[(_first + from + window.Chosen[i]) % _pixels.Length].CopyTo(window.Frame(i));
            // A single frame lasts for no time that is known.
            int frames = to - from;
            return frames > 1 ? Times.Seconds(Time(from), end) * frames / (frames - 1) : 0;
        }
    }

    private TimeSpan Time(int index) => _times[(_first + index) % _pixels.Length];
}
