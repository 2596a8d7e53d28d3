namespace MmaDfer.Sdk.Faces;

/// <summary>How a <see cref="FaceTracker"/> follows faces. All times are measured on the caller's clock; <see cref="Timeout.InfiniteTimeSpan"/> is one without end.</summary>
public sealed record FaceTrackerOptions
{
    /// <summary>Most faces that are followed at once, 1 to 64.</summary>
    public int MaxFaces
    {
        get;
        init => field = value is >= 1 and <= 64
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The number of faces must be between 1 and 64.");
    } = 4;

    /// <summary>
    /// From one look of the finder at a followed face to the next, and from one search of the whole frame to the next while no
    /// face is known. Zero: in every frame. In between, faces are followed by their looks, which is much cheaper.
    /// </summary>
    public TimeSpan DetectionInterval { get; init => field = TimeLimit.CheckSpan(value, nameof(DetectionInterval)); } = TimeSpan.FromMilliseconds(200);

    /// <summary>From one search of the whole frame for further faces to the next while some face is known.</summary>
    public TimeSpan SearchInterval { get; init => field = TimeLimit.CheckSpan(value, nameof(SearchInterval)); } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often in a row a new face must be found before it is reported; the second look is at the very next frame. More than 1
    /// keeps most false alarms out.
    /// </summary>
    public int Confirmations
    {
        get;
        init => field = value is >= 1 and <= 100
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The number of confirmations must be between 1 and 100.");
    } = 2;

    /// <summary>
    /// Whether new faces count that are upside down, which an emotion network does not know. By default they do not, if the finder tells how
    /// sure it is (<see cref="FaceBox.Score"/>): it is shown a small copy of each new face, as it is and turned, and must be surer of the first.
    /// For a camera that is mounted upside down, say so of its frames instead.
    /// </summary>
    public bool IncludeUpsideDown { get; init; }

    /// <summary>How long a face is followed by its looks alone when the finder does not see it any more, as when a head turns.</summary>
    public TimeSpan FollowFor { get; init => field = TimeLimit.CheckSpan(value, nameof(FollowFor)); } = TimeSpan.FromSeconds(3);

    /// <summary>How long a face may be out of sight and still come back as the same one.</summary>
    public TimeSpan LostAfter { get; init => field = TimeLimit.CheckSpan(value, nameof(LostAfter)); } = TimeSpan.FromSeconds(1);

    /// <summary>After a longer gap between two frames, the scene is taken to be another one: all faces are forgotten.</summary>
    public TimeSpan MaxGap { get; init => field = TimeLimit.CheckSpan(value, nameof(MaxGap)); } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Time in which the box takes two thirds of the way to what the finder says now; steadies its size and place. Movement is
    /// followed without that delay. Zero: no smoothing.
    /// </summary>
    public TimeSpan Smoothing { get; init => field = TimeLimit.CheckSpan(value, nameof(Smoothing)); } = TimeSpan.FromMilliseconds(150);
}
