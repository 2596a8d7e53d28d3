using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>One clip of a data set and its label. Immutable; no file is opened before the clip is used.</summary>
public sealed record LabeledClip
{
    /// <param name="id">Name in reports, unique in its data set and the same in every run.</param>
    /// <param name="label">Index of its label in the data set's labels, from 0; -1 if unknown.</param>
    /// <param name="framesPath">The face: a folder of images, a Y4M or a video file; null for none.</param>
    /// <param name="audioPath">
    /// The audio: a WAV or any media file; null for none. The same file as <paramref name="framesPath"/> may lack frames or audio.
    /// </param>
    /// <param name="start">Start of the clip in its files; null for their start.</param>
    /// <param name="end">End of the clip in its files, exclusive; null for their end.</param>
    public LabeledClip(string id, int label, string? framesPath, string? audioPath, TimeSpan? start = null, TimeSpan? end = null)
    {
        ArgumentNullException.ThrowIfNull(id);
        (Id, Label, FramesPath, AudioPath, Start, End) = (id, label, framesPath, audioPath, start, end);
    }

    /// <summary>Name in reports, unique in its data set and the same in every run.</summary>
    public string Id { get; init; }

    /// <summary>Index of its label in the data set's labels, from 0; -1 if unknown.</summary>
    public int Label { get; init; }

    /// <summary>The face: a folder of images, a Y4M or a video file; null for none.</summary>
    public string? FramesPath { get; init; }

    /// <summary>The audio: a WAV or any media file; null for none.</summary>
    public string? AudioPath { get; init; }

    /// <summary>Start of the clip in its files; null for their start.</summary>
    public TimeSpan? Start { get; init; }

    /// <summary>End of the clip in its files, exclusive; null for their end.</summary>
    public TimeSpan? End { get; init; }

    /// <summary>
    /// The person in it (or anything else that must not be in both parts of a split); null if unknown.
    /// </summary>
    public string? Group { get; init; }

    /// <summary>Order of the images of a folder: by number; by name in the official lists.</summary>
    public FrameOrder FrameOrder { get; init; } = FrameOrder.Numeric;

    /// <summary>Number of images of a folder to use, from the first on; null for all. Official lists give it.</summary>
    public int? FrameLimit { get; init; }

    /// <summary>Its line in the list; null without a list.</summary>
    internal int? Line { get; init; }

    /// <summary>Its label as the list writes it, a name or a number; null without a list.</summary>
    internal string? Written { get; init; }
}
