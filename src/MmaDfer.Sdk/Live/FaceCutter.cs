using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Faces.Tracking;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Pixels;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// The worker's half of a frame's journey: turns the frame upright, finds the face, cuts it out, and resizes it as in the network's training.
/// All places are those of the upright frame. One thread at a time.
/// </summary>
/// <param name="queue">The frames.</param>
/// <param name="lastFace">Receives the place of the face.</param>
/// <param name="seen">Receives the times at which a face was seen.</param>
/// <param name="ring">Receives the resized frames.</param>
/// <param name="imageSize">Width and height of the network's frames.</param>
/// <param name="options">Of the stream.</param>
internal sealed class FaceCutter(
    FrameQueue queue, LastFace lastFace, Presence seen, FrameRing ring, int imageSize, EmotionStreamOptions options)
{
    private readonly BilinearResize _resize = new(imageSize);
    private readonly FollowedFace? _followed = options.FaceFinder is { } finder ? new FollowedFace(new FaceTracker(finder, options.Tracking)) : null;
    private readonly FaceStraightener? _straightener = options.Cut == FaceCut.Box ? null : new FaceStraightener(imageSize);
    private readonly FrameReducer _reducer = new();
    private readonly UprightFrame _upright = new();
    private readonly FaceWatch _watch = new(imageSize);
    private long _epoch, _processed, _straightened;

    /// <summary>Number of processed frames. Safe for any thread.</summary>
    public long Processed => Volatile.Read(ref _processed);

    /// <summary>Number of faces that were turned upright. Safe for any thread.</summary>
    public long Straightened => Volatile.Read(ref _straightened);

    /// <summary>Processes the oldest waiting frame.</summary>
    /// <returns>False if no frame waits.</returns>
    /// <exception cref="Exception">The finder threw it; the frame counts as processed.</exception>
    public bool ProcessNext()
    {
        if (queue.Take() is not { } slot)
            return false;
        try
        {
            Enter(slot.Epoch);
            if ((slot.Face ?? Find(slot)) is { } face)
                Cut(slot, face, slot.Face is null ? _followed!.Faces : 1);
            return true;
        }
        finally
        {
            Volatile.Write(ref _processed, _processed + 1);
            queue.Release();
        }
    }

    /// <summary>Cuts out the face of a person of a scene; the frame stays in its queue.</summary>
    /// <param name="slot">The frame.</param>
    /// <param name="face">Where the face is.</param>
    public void CutOne(FrameSlot slot, FaceBox face)
    {
        Enter(slot.Epoch);
        Cut(slot, face, 1);
        Volatile.Write(ref _processed, _processed + 1);
    }

    private void Enter(long epoch)
    {
        ring.Enter(epoch);
        if (epoch != _epoch)
        {
            _followed?.Reset();
            _watch.Reset();
        }
        _epoch = epoch;
    }

    private FaceBox? Find(FrameSlot slot)
    {
        FrameScale scale = FrameReducer.Scale(slot.Wide, slot.Width, slot.Height);
        FaceBox? found = null;
        KnownFace known = default;
        try
        {
            found = _followed!.Find(_reducer.Reduce(slot.Wide, slot.Width, slot.Height), slot.Time, scale);
            if (found is { } face)
                known = _followed.Known(TiltedSquare.Seen(face, options.Cut, slot.Width, slot.Height), scale);
            return found;
        }
        finally
        {
            // Also if the finder fails: then the place of the face is not known.
            lastFace.Set(known, slot.Width, slot.Height, slot.Epoch);
        }
    }

    private void Cut(FrameSlot slot, FaceBox face, int faces)
    {
        PixelArea area = TiltedSquare.Seen(face, options.Cut, slot.Width, slot.Height);
        if (area.IsEmpty)
            return;
        FrameTurn turn = (slot.Wide.Area.IsEmpty ? slot.Around : slot.Wide).View.Turn;
        PixelArea stored = turn.IsNone ? area : turn.ToStored(area, turn.Swaps ? slot.Height : slot.Width, turn.Swaps ? slot.Width : slot.Height);
        // The wide copy may have fewer rows than the copy around the last place, which may not hold the whole face.
        FrameCopy copy = slot.Wide.Area.IsEmpty || slot.Around.Area.Intersect(stored) == stored ? slot.Around : slot.Wide;
        PixelArea part = copy.Area.Intersect(stored);
        if (part.IsEmpty)
            return;
        int top = (part.Top - copy.Area.Top) / copy.Step;
        int rows = Math.Max(1, (part.Top + part.Height - copy.Area.Top + copy.Step - 1) / copy.Step - top);
        byte[] crop = ring.Next();
        var kept = new PixelArea(part.Left - copy.Area.Left, top, part.Width, rows);
        TiltedSquare? tilted = TiltedSquare.Of(face, options.Cut, slot.Width, slot.Height);
        if (tilted is { } square)
        {
            _resize.Resize(_straightener!.Straighten(copy, kept, square, slot.Width, slot.Height), crop);
            if (options.Cut == FaceCut.Straight)
                Volatile.Write(ref _straightened, _straightened + 1);
        }
        else if (turn.IsNone)
        {
            _resize.Resize(copy.View, kept.Left, kept.Top, kept.Width, kept.Height, crop);
        }
        else
        {
            _resize.Resize(_upright.Of(copy.View, kept), crop);
        }
        var view = new CropView(crop, turn.Inverse.ToStored(part, slot.Width, slot.Height), tilted);
        ring.Add(slot.Time, face, _watch.Measure(slot, face, view, copy, part, faces));
        seen.Note(slot.Time, slot.Epoch);
    }
}

/// <summary>Chooses the face that a stream follows: the largest one, until it is lost, even if others come nearer. One thread.</summary>
/// <param name="tracker">Follows all faces.</param>
internal sealed class FollowedFace(FaceTracker tracker)
{
    /// <summary>A face whose sides are smaller than this share of the followed one's is somebody in the background.</summary>
    private const float Beside = 0.5f;

    private int _id;

    /// <summary>Number of faces in view that are not much smaller than the followed one, with it.</summary>
    public int Faces { get; private set; }

    /// <summary>Finds the face in the next frame.</summary>
    /// <param name="frame">The frame, or the part of it that holds the known faces.</param>
    /// <param name="time">Its capture time.</param>
    /// <param name="scale">To the pixels of the original frame.</param>
    /// <returns>The face in the original frame, upright; null if it is not visible.</returns>
    public FaceBox? Find(FramePart frame, TimeSpan time, FrameScale scale)
    {
        TrackedFace? followed = null, largest = null;
        foreach (TrackedFace face in tracker.Advance(frame, time))
        {
            if (face.Id == _id)
                followed = face;
            if (face.Visible && (largest is null || face.Box.Area > largest.Value.Box.Area))
                largest = face;
        }
        TrackedFace? chosen = followed ?? largest;
        _id = chosen?.Id ?? 0;
        Faces = 0;
        foreach (TrackedFace face in tracker.Faces)
            Faces += chosen is { } one && face.Visible && face.Box.Area >= Beside * Beside * one.Box.Area ? 1 : 0;
        return chosen is { Visible: true, Box: var box } ? scale.Apply(box) : null;
    }

    /// <summary>The face, and the part of the next frames that is enough until the next search.</summary>
    /// <param name="area">The part that the network sees of the face.</param>
    /// <param name="scale">As for <see cref="Find"/>.</param>
    public KnownFace Known(PixelArea area, FrameScale scale) => new(area, scale.Apply(tracker.Enough), tracker.WholeFrom);

    /// <summary>Forgets the face.</summary>
    public void Reset()
    {
        tracker.Reset();
        _id = 0;
    }
}

/// <summary>The last time at which there was a face, or audio. Safe for any number of threads.</summary>
internal sealed class Presence
{
    private readonly Lock _gate = new();
    private long _epoch = -1;
    private TimeSpan _last;

    /// <summary>Notes that it was present.</summary>
    /// <param name="time">When; an earlier time than the last one has no effect.</param>
    /// <param name="epoch">The start of the stream that the time belongs to.</param>
    public void Note(TimeSpan time, long epoch)
    {
        lock (_gate)
        {
            if (epoch > _epoch || epoch == _epoch && time > _last)
                (_last, _epoch) = (time, epoch);
        }
    }

    /// <summary>Whether it was present a short while ago.</summary>
    public bool IsRecent(StreamMoment moment, TimeSpan lostAfter)
    {
        lock (_gate)
            return moment.Epoch == _epoch && Times.Seconds(_last, moment.Now) < lostAfter.TotalSeconds;
    }
}
