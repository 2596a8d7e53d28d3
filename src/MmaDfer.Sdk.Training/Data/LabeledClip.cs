using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>A clip of a data set and its label. Immutable; its files are opened only when the clip is used.</summary>
public sealed record LabeledClip
{
    /// <summary>Creates a labelled clip.</summary>
    /// <param name="id">Name in reports, unique in its data set and the same in every run.</param>
    /// <param name="label">Index of the label in the data set's labels, from 0; -1 if unknown.</param>
    /// <param name="framesPath">The frames: a folder of images, a Y4M file or a video file; null for none.</param>
    /// <param name="audioPath">
    /// The audio: a WAV file or any media file; null for none. If it is the same file as <paramref name="framesPath"/>, the file may lack
    /// frames or audio.
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

    /// <summary>Index of the label in the data set's labels, from 0; -1 if unknown.</summary>
    public int Label { get; init; }

    /// <summary>The frames: a folder of images, a Y4M file or a video file; null for none.</summary>
    public string? FramesPath { get; init; }

    /// <summary>The audio: a WAV file or any media file; null for none.</summary>
    public string? AudioPath { get; init; }

    /// <summary>Start of the clip in its files; null for their start.</summary>
    public TimeSpan? Start { get; init; }

    /// <summary>End of the clip in its files, exclusive; null for their end.</summary>
    public TimeSpan? End { get; init; }

    /// <summary>
    /// The person in the clip, or anything else that must not be in both parts of a split; null if unknown.
    /// </summary>
    public string? Group { get; init; }

    /// <summary>
    /// What each frame's face does, for a second goal of training (<see cref="TrainingOptions.BlendShapeWeight"/>): a CSV file with the names of blend
    /// shapes in its header, and a line of their weights for each frame. Null if unknown.
    /// </summary>
    public string? BlendShapesPath { get; init; }

    /// <summary>Order of the images in a folder: numeric by default; ordinal in official lists.</summary>
    public FrameOrder FrameOrder { get; init; } = FrameOrder.Numeric;

    /// <summary>Number of images to use from the start of a folder; null for all. Official lists set it.</summary>
    public int? FrameLimit { get; init; }

    /// <summary>What is heard of several channels: as published in official lists.</summary>
    internal AudioChannel AudioChannel => FrameLimit is null ? AudioChannel.Auto : AudioChannel.Published;

    /// <summary>Line of the clip in the list; null without a list.</summary>
    internal int? Line { get; init; }

    /// <summary>The label as written in the list, a name or a number; null without a list.</summary>
    internal string? Written { get; init; }
}
