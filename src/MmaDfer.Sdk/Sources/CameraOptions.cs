namespace MmaDfer.Sdk.Sources;

/// <summary>Settings of a camera. A setting that the camera lacks is an error or, where its driver says so, replaced by the nearest one.</summary>
public sealed record CameraOptions
{
    /// <summary>Width of the frames in pixels, given together with <see cref="Height"/>; null for the camera's own size.</summary>
    public int? Width { get; init; }

    /// <summary>Height of the frames in pixels, given together with <see cref="Width"/>; null for the camera's own size.</summary>
    public int? Height { get; init; }

    /// <summary>Frames per second; null for the camera's own rate.</summary>
    public double? FramesPerSecond { get; init; }

    /// <summary>
    /// Format in which the camera sends its frames, by ffmpeg's name: <c>mjpeg</c> (many webcams reach their full size and rate only with it),
    /// <c>yuyv422</c>, <c>nv12</c>; null lets ffmpeg choose.
    /// </summary>
    public string? PixelFormat { get; init; }

    /// <summary>
    /// Degrees by which the frames must be turned clockwise to be upright: 0 (the default), 90, 180 or 270; the frames then say so
    /// (<see cref="FrameView.Rotation"/>), and whoever reads them for the network turns them.
    /// </summary>
    public int Rotation { get; init => field = FrameView.CheckRotation(value); }

    /// <summary>Whether the frames show a mirror image: once they are turned, left and right change places. False by default.</summary>
    public bool Mirrored { get; init; }

    /// <summary>
    /// How long the camera may give no frames, also while it opens, before it counts as lost; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.
    /// </summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Clock of the frame times; null for one that starts when the source is opened.</summary>
    public CaptureClock? Clock { get; init; }
}
