using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Faces.Tracking;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// Which of several faces a stream follows: the largest, and that one until it is lost, also when others come nearer. One thread.
/// </summary>
/// <param name="tracker">Tells who is who.</param>
internal sealed class FollowedFace(FaceTracker tracker)
{
    private int _id;

    /// <summary>Finds the face in the next picture.</summary>
    /// <param name="picture">The picture, or a part of it in which the known faces are.</param>
    /// <param name="time">When it was taken.</param>
    /// <param name="scale">How much larger the picture is that the place is wanted in.</param>
    /// <returns>Where it is; null where it is not in view.</returns>
    public FaceBox? Find(FramePart picture, TimeSpan time, int scale)
    {
        TrackedFace? followed = null, largest = null;
        foreach (TrackedFace face in tracker.Advance(picture, time))
        {
            if (face.Id == _id)
                followed = face;
            if (face.Visible && (largest is null || face.Box.Area > largest.Value.Box.Area))
                largest = face;
        }
        TrackedFace? chosen = followed ?? largest;
        _id = chosen?.Id ?? 0;
        return chosen is { Visible: true, Box: var box } ? Larger(box, scale) : null;
    }

    /// <summary>What of the next pictures is enough, until faces are looked for again.</summary>
    /// <param name="face">What the network is to see of the face that was found.</param>
    /// <param name="scale">As for <see cref="Find"/>.</param>
    public KnownFace Known(PixelArea face, int scale) => new(face, Larger(tracker.Enough, scale), tracker.WholeFrom);

    /// <summary>Forgets the face.</summary>
    public void Reset()
    {
        tracker.Reset();
        _id = 0;
    }

    private static FaceBox Larger(FaceBox box, int scale) => new(box.X * scale, box.Y * scale, box.Width * scale, box.Height * scale);
}
