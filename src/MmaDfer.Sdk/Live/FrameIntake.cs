using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Pixels;

namespace MmaDfer.Sdk.Live;

/// <summary>The caller's half of a frame's journey: decides which part of the frame is needed, and copies it. One thread at a time.</summary>
/// <param name="queue">Receives the frames.</param>
/// <param name="lastFace">The last place of the face.</param>
/// <param name="imageSize">Width and height of the network's frames.</param>
/// <param name="options">Of the stream.</param>
internal sealed class FrameIntake(FrameQueue queue, LastFace lastFace, int imageSize, EmotionStreamOptions options)
{
    /// <summary>Margin that is copied around the last place, as a share of its size: as far as a face moves from frame to frame.</summary>
    private const double Margin = 0.25;

    /// <summary>Minimum number of rows in which the finder can find a face.</summary>
    private const int MinFinderRows = 240;

    private readonly FrameRateLimiter _limiter = new(options.MaxFrameRate);
    private long _epoch = -1;
    private bool _drops;

    /// <summary>Frames that were handed over.</summary>
    public long Kept { get; private set; }

    /// <summary>Frames that were dropped for newer ones, as the queue was full.</summary>
    public long Dropped { get; private set; }

    /// <summary>Takes a frame whose face is known.</summary>
    /// <returns>Whether a frame waits to be processed.</returns>
    public bool Push(FrameView frame, FaceBox face, TimeSpan time, long epoch)
    {
        PixelArea area = TiltedSquare.Seen(face, options.Cut, frame.UprightWidth, frame.UprightHeight);
        if (area.IsEmpty || NextSlot(frame, time, epoch) is not { } slot)
            return false;
        slot.Face = face;
        CopyAround(slot, frame, area, margin: 0);
        return HandOver();
    }

    /// <summary>Takes a frame whose face must be found.</summary>
    /// <returns>Whether a frame waits to be processed.</returns>
    public bool Push(FrameView frame, TimeSpan time, long epoch)
    {
        if (NextSlot(frame, time, epoch) is not { } slot)
            return false;
        PixelArea whole = new(0, 0, frame.Width, frame.Height);
        int step = FrameCopy.StepFor(frame, whole, MinFinderRows);
        KnownFace known = lastFace.Get(slot.Width, slot.Height, epoch);
        // On a grid of whole steps, so that the part has the same pixels as in the whole frame; and even, as chroma planes need.
        PixelArea enough = time < known.WholeFrom
            ? Stored(frame, PixelArea.Around(known.Enough, 1, slot.Width, slot.Height)).OnGrid(2 * step, frame.Width, frame.Height)
            : whole;
        slot.Wide.Take(frame, known.Area.IsEmpty || enough.IsEmpty ? whole : enough, step);
        // If all rows were copied, the face is among them.
        if (!known.Area.IsEmpty && step > 1)
            CopyAround(slot, frame, known.Area, Margin);
        return HandOver();
    }

    private void CopyAround(FrameSlot slot, FrameView frame, PixelArea area, double margin)
    {
        PixelArea wide = Stored(frame, area).Widened(margin, frame.Width, frame.Height);
        slot.Around.Take(frame, wide, FrameCopy.StepFor(frame, wide, imageSize));
    }

    /// <summary>Where an area of the upright frame is stored: frames are copied as they are stored.</summary>
    private static PixelArea Stored(FrameView frame, PixelArea area) => frame.IsTurned ? frame.Turn.ToStored(area, frame.Width, frame.Height) : area;

    private FrameSlot? NextSlot(FrameView frame, TimeSpan time, long epoch)
    {
        if (epoch != _epoch)
            _limiter.Reset();
        _epoch = epoch;
        if (!_limiter.Passes(time))
            return null;
        FrameSlot slot = queue.Next(out bool drops);
        _drops |= drops;
        (slot.Time, slot.Epoch, slot.Width, slot.Height, slot.Face) = (time, epoch, frame.UprightWidth, frame.UprightHeight, null);
        slot.Around.Clear();
        slot.Wide.Clear();
        return slot;
    }

    private bool HandOver()
    {
        queue.Push();
        if (_drops)
        {
            Dropped++;
            Diagnostics.FramesDropped.Add(1);
        }
        else
        {
            Kept++;
        }
        _drops = false;
        return true;
    }
}

/// <summary>
/// Passes a maximum number of frames per second, evenly spaced: at 30, every second frame of 60 and all frames of 30, even if their times
/// jitter.
/// </summary>
/// <param name="framesPerSecond">Frames per second of the caller's time.</param>
internal sealed class FrameRateLimiter(double framesPerSecond)
{
    /// <summary>Share of the frame interval by which a frame may be early.</summary>
    private const double Early = 0.25;

    private readonly double _step = 1 / framesPerSecond;
    private TimeSpan _due;
    private bool _any;

    /// <summary>Whether a frame passes; times never go back.</summary>
    public bool Passes(TimeSpan time)
    {
        if (!_any)
        {
            _any = true;
            _due = Times.Add(time, _step);
            return true;
        }
        double late = Times.Seconds(_due, time);
        if (late < -Early * _step)
            return false;
        // The next frame is due a step after this one was due; after a pause, a step after now.
        _due = late < _step ? Times.Add(_due, _step) : Times.Add(time, _step);
        return true;
    }

    /// <summary>The next frame passes.</summary>
    public void Reset() => _any = false;
}

/// <summary>A face that was found, and the part of the next frames that is enough to follow it.</summary>
/// <param name="Area">The part that the network sees; empty for no face.</param>
/// <param name="Enough">The part that is enough to follow this face and all others that are known.</param>
/// <param name="WholeFrom">The time of the next search: whole frames are needed from then on.</param>
internal readonly record struct KnownFace(PixelArea Area, FaceBox Enough, TimeSpan WholeFrom);

/// <summary>
/// The last place of the face of a stream: written by the thread that finds faces, read by the thread that pushes frames. Safe for any
/// number of threads.
/// </summary>
internal sealed class LastFace
{
    private readonly Lock _gate = new();
    private long _epoch;
    private KnownFace _face;
    private int _width, _height;

    /// <summary>Sets the place, in a frame of this size; the default for no face.</summary>
    public void Set(KnownFace face, int width, int height, long epoch)
    {
        lock (_gate)
            (_face, _width, _height, _epoch) = (face, width, height, epoch);
    }

    /// <summary>The place in a frame of this size; the default if the last frame had another size, or no face.</summary>
    public KnownFace Get(int width, int height, long epoch)
    {
        lock (_gate)
            return epoch == _epoch && width == _width && height == _height ? _face : default;
    }
}
