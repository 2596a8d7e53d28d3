using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>One clip of a data set and the emotion it shows. Immutable; nothing is opened before the clip is used.</summary>
/// <param name="Id">Name in reports, unique in its data set and the same in every run.</param>
/// <param name="Label">Index of its emotion in the data set's labels, from 0; -1 where it is not known.</param>
/// <param name="FramesPath">The face: a folder of images, a Y4M or a video file; null for none.</param>
/// <param name="AudioPath">
/// The voice: a WAV or any media file; null for none. The same file as <paramref name="FramesPath"/> may lack one of both.
/// </param>
/// <param name="Start">Where the clip begins in its files; null for their start.</param>
/// <param name="End">Where the clip ends in its files, exclusive; null for their end.</param>
public sealed record LabeledClip(
    string Id, int Label, string? FramesPath, string? AudioPath, TimeSpan? Start = null, TimeSpan? End = null)
{
    /// <summary>
    /// Whose face and voice it is (or anything else that must not be in both halves of a split); null where not known.
    /// </summary>
    public string? Group { get; init; }

    /// <summary>Order of the images of a folder: that of their numbers, but by name in the official lists.</summary>
    public FrameOrder FrameOrder { get; init; } = FrameOrder.Numeric;

    /// <summary>How many images of a folder count, from the first on; null for all. Official lists give it.</summary>
    public int? FrameLimit { get; init; }

    /// <summary>The line of its list; null where there is none.</summary>
    internal int? Line { get; init; }

    /// <summary>Its label as the list writes it, name or number; null where there is none.</summary>
    internal string? Written { get; init; }
}
