namespace MmaDfer.Sdk.Sources;

/// <summary>What to ask of a camera. What it cannot do is an error, or, where its driver says so, the nearest it can.</summary>
public sealed record CameraOptions
{
    /// <summary>Width and height of the pictures in pixels; null for the camera's own.</summary>
    public (int Width, int Height)? Size { get; init; }

    /// <summary>Frames per second; null for the camera's own.</summary>
    public double? FramesPerSecond { get; init; }

    /// <summary>
    /// How the camera sends its pictures, in ffmpeg's words: <c>mjpeg</c> (many webcams reach their full size and rate only with it),
    /// <c>yuyv422</c>, <c>nv12</c>; null lets ffmpeg choose.
    /// </summary>
    public string? PictureFormat { get; init; }

    /// <summary>
    /// How long the camera may be silent, while it opens too, before it counts as lost; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.
    /// </summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Clock of the times; null for one that starts when the source is opened.</summary>
    public CaptureClock? Clock { get; init; }
}
