namespace MmaDfer.Sdk.Evaluation;

/// <summary>Options of <see cref="Evaluator"/>. The defaults are the paper's usual protocol.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Whether to average the probabilities over two choices of 16 frames (the starred rows of the paper's tables).</summary>
    public bool TwoClip { get; init; }

    /// <summary>The modalities to give to the network. Default: both.</summary>
    public Modality Modality { get; init; }

    /// <summary>
    /// What is heard of audio with several channels. Null for the default: as published for clips of official lists
    /// (<see cref="Training.Data.LabeledClip.FrameLimit"/> is set), otherwise <see cref="Sdk.AudioChannel.Auto"/>.
    /// </summary>
    public AudioChannel? AudioChannel { get; init; }
}

/// <summary>The modalities of a network's input.</summary>
public enum Modality
{
    /// <summary>Frames and audio.</summary>
    Both,

    /// <summary>Only audio: frames are black, as for a clip without frames.</summary>
    Audio,

    /// <summary>Only frames: audio is silent, as for a clip without audio.</summary>
    Video,
}
