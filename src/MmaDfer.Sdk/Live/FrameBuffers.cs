using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>A frame between the pushing thread and the thread that cuts out the face.</summary>
internal sealed class FrameSlot
{
    public TimeSpan Time { get; set; }

    /// <summary>The start of the stream that the frame belongs to.</summary>
    public long Epoch { get; set; }

    /// <summary>Width of the whole frame, upright.</summary>
    public int Width { get; set; }

    /// <summary>Height of the whole frame, upright.</summary>
    public int Height { get; set; }

    /// <summary>The face, if the caller knows it; null if it must be found.</summary>
    public FaceBox? Face { get; set; }

    /// <summary>The surroundings of the face, or of its previous place.</summary>
    public FrameCopy Around { get; } = new();

    /// <summary>The whole frame, or the part that is enough to follow the face; may have fewer rows. Empty if the face is known.</summary>
    public FrameCopy Wide { get; } = new();
}

/// <summary>
/// A fixed number of frames between the pushing thread and the processing thread. Neither waits for the other: a push into a full queue
/// drops the oldest waiting frame.
/// </summary>
internal sealed class FrameQueue
{
    private const int Capacity = 4;

    /// <summary>States of a place; a positive number is that of a waiting frame, in the order of pushes from 1 on.</summary>
    private const long Empty = 0, BeingFilled = -1, BeingProcessed = -2;

    private readonly FrameSlot[] _slots = [.. Enumerable.Range(0, Capacity).Select(_ => new FrameSlot())];
    private readonly long[] _places = new long[Capacity];
    private int _filled, _processed;
    private long _pushed;

    /// <summary>Whether a frame waits or is being processed.</summary>
    public bool HasFrames
    {
        get
        {
            for (int i = 0; i < Capacity; i++)
            {
                if (Volatile.Read(ref _places[i]) is not (Empty or BeingFilled))
                    return true;
            }
            return false;
        }
    }

    /// <summary>The slot to fill; the same one until <see cref="Push"/>. Only for the pushing thread.</summary>
    /// <param name="drops">Whether a waiting frame was dropped for it.</param>
    public FrameSlot Next(out bool drops)
    {
        drops = false;
        // Repeats only if the other thread took a place meanwhile; it takes one at a time, so others are left.
        while (_places[_filled] != BeingFilled)
        {
            int place = Array.IndexOf(_places, Empty);
            long was = Empty;
            drops = place < 0;
            if (drops)
                place = Oldest(out was);
            if (place >= 0 && Interlocked.CompareExchange(ref _places[place], BeingFilled, was) == was)
                _filled = place;
        }
        return _slots[_filled];
    }

    /// <summary>Hands over the slot of <see cref="Next"/>.</summary>
    public void Push()
    {
        Volatile.Write(ref _places[_filled], _pushed + 1);
        Volatile.Write(ref _pushed, _pushed + 1);
    }

    /// <summary>The oldest waiting frame, the same one until <see cref="Release"/>; null if none waits. Only for the processing thread.</summary>
    public FrameSlot? Take()
    {
        while (_places[_processed] != BeingProcessed)
        {
            int place = Oldest(out long number);
            if (place < 0)
                return null;
            if (Interlocked.CompareExchange(ref _places[place], BeingProcessed, number) == number)
                _processed = place;
        }
        return _slots[_processed];
    }

    /// <summary>Returns the slot of <see cref="Take"/>.</summary>
    public void Release() => Volatile.Write(ref _places[_processed], Empty);

    /// <summary>The place of the oldest waiting frame; -1 if none waits.</summary>
    private int Oldest(out long number)
    {
        while (true)
        {
            long pushed = Volatile.Read(ref _pushed);
            int oldest = -1;
            number = long.MaxValue;
            for (int i = 0; i < Capacity; i++)
            {
                long waiting = Volatile.Read(ref _places[i]);
                if (waiting > 0 && waiting < number)
                    (oldest, number) = (i, waiting);
            }
            // After a push meanwhile, an older frame may be in a place that was read when it was still empty.
            if (pushed == Volatile.Read(ref _pushed))
                return oldest;
        }
    }
}

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
    private readonly FaceQuality[] _qualities = new FaceQuality[capacity + 1];
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
    /// <param name="face">The face in the original frame, upright.</param>
    /// <param name="quality">How well it is seen.</param>
    public void Add(TimeSpan time, FaceBox face, in FaceQuality quality)
    {
        lock (_gate)
        {
            int place = Place(_count);
            (_times[place], _faces[place], _qualities[place]) = (time, face, quality);
            if (_count < capacity)
                _count++;
            else
                _first = Place(1);
        }
    }

    /// <summary>The newest frame. Only for the thread that adds frames.</summary>
    /// <param name="time">Its capture time.</param>
    /// <param name="quality">How well the face is seen.</param>
    /// <returns>Its pixels, valid until the next frame; empty without frames.</returns>
    public ReadOnlySpan<byte> Newest(out TimeSpan time, out FaceQuality quality)
    {
        int place = Place(Math.Max(0, _count - 1));
        (time, quality) = (_times[place], _qualities[place]);
        return _count == 0 ? [] : _pixels[place];
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
            for (int i = 0; i < frames; i++)
                window.Health.Add(_qualities[Place(from + i)]);
            window.Face = frames > 0 ? _faces[Place(to - 1)] : null;
            // The duration of a single frame is not known.
            return frames > 1 ? Times.Seconds(_copied[0], end) * frames / (frames - 1) : 0;
        }
    }

    private int Place(int index) => (_first + index) % _pixels.Length;
}
