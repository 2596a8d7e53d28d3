using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// The other half of a stream's way for frames: finds the face, cuts it out, resizes it as the network was trained with. One thread
/// at a time.
/// </summary>
/// <param name="queue">Where frames come from.</param>
/// <param name="place">Where the face is.</param>
/// <param name="seen">Is told of faces.</param>
/// <param name="ring">Where the resized frames go.</param>
/// <param name="imageSize">Width and height of the network's frames.</param>
/// <param name="options">Finder, times.</param>
internal sealed class FaceCutter(
    FrameQueue queue, FacePlace place, Presence seen, FrameRing ring, int imageSize, EmotionStreamOptions options)
{
    private const int MaxFaces = 16;

    private readonly BilinearResize _resize = new(imageSize);
    private readonly FaceFollower _follower = new(options.LostAfter);
    private readonly ReducedPicture _reduced = new();
    private (long Epoch, int Width, int Height) _picture;

    /// <summary>Works on the oldest frame that waits.</summary>
    /// <returns>False where none does.</returns>
    /// <exception cref="Exception">What the finder throws; the frame is then done with.</exception>
    public bool Work()
    {
        if (queue.Next() is not { } slot)
            return false;
        try
        {
            ring.Enter(slot.Epoch);
            // Places in pictures of another size say nothing.
            if ((slot.Epoch, slot.Width, slot.Height) != _picture)
                _follower.Reset();
            _picture = (slot.Epoch, slot.Width, slot.Height);
            Cut(slot, Face(slot));
            return true;
        }
        finally
        {
            if (!slot.Whole.Area.IsEmpty)
                place.Looked();
            queue.Done();
        }
    }

    private PixelArea Face(FrameSlot slot)
    {
        if (slot.Face is { } known)
            return known;
        if (slot.Whole.Area.IsEmpty)
            return place.At(slot.Width, slot.Height, slot.Epoch);
        PixelArea found = default;
        try
        {
            found = Find(slot);
        }
        finally
        {
            // Also where the finder fails: then it is not known where the face is.
            place.Found(found, slot.Width, slot.Height, slot.Epoch);
        }
        return found;
    }

    private PixelArea Find(FrameSlot slot)
    {
        Span<FaceBox> faces = stackalloc FaceBox[MaxFaces];
        int count = options.FaceFinder!.Find(_reduced.Of(slot.Whole), faces);
        faces = faces[..Math.Clamp(count, 0, MaxFaces)];
        float step = slot.Whole.Step;
        foreach (ref FaceBox face in faces)
            face = new FaceBox(face.X * step, face.Y * step, face.Width * step, face.Height * step);
        return _follower.Choose(faces, slot.Time) is { } box ? PixelArea.Square(box, slot.Width, slot.Height) : default;
    }

    private void Cut(FrameSlot slot, PixelArea face)
    {
        if (face.IsEmpty)
            return;
        // The whole picture may have fewer rows than that around the last place, which may not show all of the face.
        FrameCopy copy = slot.Whole.Area.IsEmpty || slot.Around.Area.Intersect(face) == face ? slot.Around : slot.Whole;
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
