using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// The other half of a stream's way for frames: finds the face, cuts it out, resizes it as the network was trained with. One thread
/// at a time.
/// </summary>
/// <param name="queue">Where frames come from.</param>
/// <param name="place">Is told where the face is.</param>
/// <param name="seen">Is told when it is there.</param>
/// <param name="ring">Where the resized frames go.</param>
/// <param name="imageSize">Width and height of the network's frames.</param>
/// <param name="options">Finder, and how faces are followed.</param>
internal sealed class FaceCutter(
    FrameQueue queue, FacePlace place, Presence seen, FrameRing ring, int imageSize, EmotionStreamOptions options)
{
    private readonly BilinearResize _resize = new(imageSize);
    private readonly FollowedFace? _followed = options.FaceFinder is { } finder ? new FollowedFace(new FaceTracker(finder, options.Tracking)) : null;
    private readonly ReducedPicture _reduced = new();
    private long _epoch, _worked;

    /// <summary>Frames that were worked on. Any thread may ask.</summary>
    public long Worked => Volatile.Read(ref _worked);

    /// <summary>Works on the oldest frame that waits.</summary>
    /// <returns>False where none does.</returns>
    /// <exception cref="Exception">What the finder throws; the frame is then done with.</exception>
    public bool Work()
    {
        if (queue.Take() is not { } slot)
            return false;
        try
        {
            ring.Enter(slot.Epoch);
            if (slot.Epoch != _epoch)
                _followed?.Reset();
            _epoch = slot.Epoch;
            Cut(slot, slot.Face ?? Find(slot));
            return true;
        }
        finally
        {
            Volatile.Write(ref _worked, _worked + 1);
            queue.Done();
        }
    }

    private PixelArea Find(FrameSlot slot)
    {
        int step = slot.Wide.Step;
        KnownFace found = default;
        try
        {
            if (_followed!.Find(_reduced.Of(slot.Wide, slot.Width, slot.Height), slot.Time, step) is { } face)
                found = _followed.Known(PixelArea.Of(face, slot.Width, slot.Height), step);
        }
        finally
        {
            // Also where the finder fails: then it is not known where the face is.
            place.Found(found, slot.Width, slot.Height, slot.Epoch);
        }
        return found.Face;
    }

    private void Cut(FrameSlot slot, PixelArea face)
    {
        if (face.IsEmpty)
            return;
        // The wide copy may have fewer rows than that around the last place, which may not show all of the face.
        FrameCopy copy = slot.Wide.Area.IsEmpty || slot.Around.Area.Intersect(face) == face ? slot.Around : slot.Wide;
        PixelArea part = copy.Area.Intersect(face);
        if (part.IsEmpty)
            return;
        int top = (part.Top - copy.Area.Top) / copy.Step;
        int rows = Math.Max(1, (part.Top + part.Height - copy.Area.Top + copy.Step - 1) / copy.Step - top);
        _resize.Resize(copy.View, part.Left - copy.Area.Left, top, part.Width, rows, ring.Next());
        ring.Add(slot.Time);
        seen.Note(slot.Time, slot.Epoch);
    }
}
