using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// The newest resized frames of a stream, a fixed number of them; allocates memory as frames come. One thread adds, another one copies.
/// </summary>
/// <param name="frameBytes">Bytes per frame.</param>
/// <param name="capacity">Maximum number of frames.</param>
internal sealed class FrameRing(int frameBytes, int capacity)
{
    private readonly Lock _gate = new();

    // One place more than the capacity: for the frame that is being written.
    private readonly byte[]?[] _pixels = new byte[capacity + 1][];
    private readonly TimeSpan[] _times = new TimeSpan[capacity + 1], _copied = new TimeSpan[capacity];
    private readonly FaceBox[] _faces = new FaceBox[capacity + 1];
    private int _first, _count;
    private long _epoch;

    /// <summary>Number of frames.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _count;
        }
    }

    /// <summary>Memory for the pixels of the next frame.</summary>
    public byte[] Next() => _pixels[Place(_count)] ??= new byte[frameBytes];

    /// <summary>Adds the frame that was written to <see cref="Next"/>; replaces the oldest frame if the ring is full.</summary>
    /// <param name="time">Capture time of the frame.</param>
    /// <param name="face">The face in the original frame.</param>
    public void Add(TimeSpan time, FaceBox face)
    {
        lock (_gate)
        {
            int place = Place(_count);
            (_times[place], _faces[place]) = (time, face);
            if (_count < capacity)
                _count++;
            else
                _first = Place(1);
        }
    }

    /// <summary>Removes all frames if the stream has restarted.</summary>
    /// <param name="epoch">The present start of the stream.</param>
    public void Enter(long epoch)
    {
        lock (_gate)
        {
            if (epoch != _epoch)
                (_epoch, _count) = (epoch, 0);
        }
    }

    /// <summary>Copies the frames that the network sees of a time span.</summary>
    /// <param name="epoch">The start of the stream: frames of another one are not copied.</param>
    /// <param name="start">Only frames after this time.</param>
    /// <param name="end">The last time.</param>
    /// <param name="window">Receives the frames.</param>
    /// <returns>Seconds from the beginning of the first frame to the end; 0 if there is none.</returns>
    public double Copy(long epoch, TimeSpan start, TimeSpan end, WindowBuffer window)
    {
        lock (_gate)
        {
            int from = 0;
            while (from < _count && (_times[Place(from)] <= start || epoch != _epoch))
                from++;
            int to = from;
            while (to < _count && _times[Place(to)] <= end)
                to++;
            int frames = to - from;
            for (int i = 0; i < frames; i++)
                _copied[i] = _times[Place(from + i)];
            window.ChooseFrames(_copied.AsSpan(0, frames));
            for (int i = 0; i < window.Chosen.Length; i++)
                _pixels[Place(from + window.Chosen[i])].CopyTo(window.Frame(i));
            window.Face = frames > 0 ? _faces[Place(to - 1)] : null;
            // The duration of a single frame is not known.
            return frames > 1 ? Times.Seconds(_copied[0], end) * frames / (frames - 1) : 0;
        }
    }

    private int Place(int index) => (_first + index) % _pixels.Length;
}
