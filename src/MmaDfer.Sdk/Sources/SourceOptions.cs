using MmaDfer.Sdk.Sources.Decoding;

namespace MmaDfer.Sdk.Sources;

/// <summary>How <see cref="FrameSource"/> and <see cref="AudioSource"/> open files and folders.</summary>
public sealed record SourceOptions
{
    /// <summary>Order of the images of a folder.</summary>
    public FrameOrder FrameOrder { get; init; } = FrameOrder.Numeric;

    /// <summary>Frame rate of a folder of images, from which their times are calculated. Other files have times of their own.</summary>
    public double FramesPerSecond { get; init => field = FrameRate.Check(value); } = 25;

    /// <summary>
    /// Degrees by which the frames must be turned clockwise to be upright: 0 (the default), 90, 180 or 270; the frames then say so
    /// (<see cref="FrameView.Rotation"/>), and whoever reads them for the network turns them. This comes after what the file itself notes: EXIF or the display matrix of a video.
    /// </summary>
    public int Rotation { get; init => field = FrameView.CheckRotation(value); }

    /// <summary>Whether the frames show a mirror image: once they are turned, left and right change places. False by default.</summary>
    public bool Mirrored { get; init; }

    /// <summary>How long a read waits for ffmpeg before ffmpeg is stopped; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan StallLimit { get; init => field = TimeLimit.Check(value, nameof(StallLimit)); } = FfmpegSettings.DefaultStallLimit;

    internal FfmpegSettings Ffmpeg => new(StallLimit: StallLimit);
}

/// <summary>The order of the images of a folder.</summary>
public enum FrameOrder
{
    /// <summary>
    /// By name, character by character: 0, 1, 10, 100, 101, 11, ... The published weights were trained and tested in this order,
    /// also on data whose names lack leading zeros; the official lists are read in it.
    /// </summary>
    Ordinal,

    /// <summary>By name, with runs of digits compared as numbers: 0, 1, 2, ..., 10, 11, ... The usual order, except for the official lists.</summary>
    Numeric,
}
