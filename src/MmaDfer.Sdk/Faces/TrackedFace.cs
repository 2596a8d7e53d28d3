namespace MmaDfer.Sdk.Faces;

/// <summary>A face that a <see cref="FaceTracker"/> follows.</summary>
public readonly record struct TrackedFace
{
    /// <summary>Who it is: the same number from frame to frame, from 1 up, never given twice by a tracker.</summary>
    public int Id { get; init; }

    /// <summary>Where it is, smoothed, in pixels of the last frame; where it is hidden: where it last was.</summary>
    public FaceBox Box { get; init; }

    /// <summary>False while it is out of sight but not lost yet.</summary>
    public bool Visible { get; init; }

    /// <summary>Time of the frame in which it was first found.</summary>
    public TimeSpan FirstSeen { get; init; }

    /// <summary>Time of the last frame in which it was found or followed.</summary>
    public TimeSpan LastSeen { get; init; }
}
