using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Faces.Tracking;

/// <summary>One followed face. The objects are used again for other faces.</summary>
internal sealed class FaceTrack
{
    /// <summary>Boxes that overlap less are two places: the box jumps instead of sliding.</summary>
    private const float SamePlace = 0.3f;

    private readonly FacePatch _patch = new();

    public int Id { get; private set; }

    /// <summary>Where the face is by the last look and all movement since.</summary>
    public FaceBox Box { get; private set; }

    /// <summary>The same, smoothed.</summary>
    public FaceBox Shown { get; private set; }

    public bool Visible { get; private set; }

    public TimeSpan FirstSeen { get; private set; }

    public TimeSpan LastSeen { get; private set; }

    /// <summary>When the finder last saw it.</summary>
    public TimeSpan LastFound { get; private set; }

    /// <summary>When the finder last looked for it.</summary>
    public TimeSpan LastLook { get; private set; }

    /// <summary>How often the finder saw it.</summary>
    public int TimesFound { get; private set; }

    /// <summary>Whether a box of the search at hand was found to be this face.</summary>
    public bool Matched { get; set; }

    /// <summary>Whether the finder should look for it in this frame, whenever it last did.</summary>
    public bool NeedsLook { get; set; }

    /// <summary>Width and height, taken together.</summary>
    public float Size => MathF.Sqrt(Box.Area);

    public TrackedFace Face => new() { Id = Id, Box = Shown, Visible = Visible, FirstSeen = FirstSeen, LastSeen = LastSeen };

    /// <summary>Begins with a face that was found.</summary>
    public void Begin(int id, FaceBox box, FramePart part, TimeSpan time, PatchFollower follower)
    {
        (Id, FirstSeen, TimesFound, Visible) = (id, time, 0, false);
        Found(box, part, time, follower);
    }

    /// <summary>The finder saw it.</summary>
    public void Found(FaceBox box, FramePart part, TimeSpan time, PatchFollower follower)
    {
        if (!Visible || Shown.Overlap(box) < SamePlace)
            Shown = box;
        (Box, Visible, LastSeen, LastFound) = (box, true, time, time);
        TimesFound++;
        Matched = true;
        Looked(time);
        follower.Remember(part, box, _patch);
    }

    /// <summary>The finder looked for it, and it may have been there or not.</summary>
    public void Looked(TimeSpan time) => (LastLook, NeedsLook) = (time, false);

    /// <summary>Moves the boxes with the face; hides it if it is not there, or was not found for too long.</summary>
    public void Follow(FramePart part, TimeSpan time, TimeSpan followFor, PatchFollower follower)
    {
        bool there = follower.Follow(part, _patch, out float x, out float y);
        if (there)
        {
            Box = Box.Transform(1, x, y);
            Shown = Shown.Transform(1, x, y);
            // It may be behind the other, on the far side of the edge.
            if (!Shown.IsIn(part.Width, part.Height))
                Shown = Box;
        }
        bool visible = there && Times.Ticks(LastFound, time) <= followFor.Ticks;
        NeedsLook |= Visible && !visible;
        Visible = visible;
        if (visible)
            LastSeen = time;
    }

    /// <summary>Brings the smoothed box nearer to the other by <paramref name="share"/> of the difference.</summary>
    public void Smooth(float share) => Shown = Shown.Approach(Box, share);
}

/// <summary>What a face looked like when it was last found, in few cells of grey.</summary>
internal sealed class FacePatch
{
    /// <summary>The cells, normalised for <see cref="Correlation"/>.</summary>
    public float[] Cells { get; } = new float[Correlation.PatchSize * Correlation.PatchSize];

    /// <summary>Pixels of a cell in each direction.</summary>
    public int Cell { get; set; }

    /// <summary>Left edge of the patch in the last frame, in pixels.</summary>
    public float Left { get; set; }

    /// <summary>Upper edge of the patch in the last frame, in pixels.</summary>
    public float Top { get; set; }

    /// <summary>False if there was nothing in it that could be found again.</summary>
    public bool IsUsable { get; set; }
}
