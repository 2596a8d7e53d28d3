namespace MmaDfer.Sdk.Evaluation;

/// <summary>How an <see cref="Evaluator"/> goes through a data set. The defaults are the paper's usual protocol.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Averages the probabilities over two choices of 16 frames (the starred rows of the paper's tables).</summary>
    public bool TwoClip { get; init; }

    /// <summary>Which senses the network is given; both unless told otherwise.</summary>
    public Modality Modality { get; init; }
}

/// <summary>Which senses the network is given.</summary>
public enum Modality
{
    /// <summary>Face and voice.</summary>
    Both,

    /// <summary>The voice alone: frames are black, as for a recognizer without frames.</summary>
    Audio,

    /// <summary>The face alone: the network hears what it hears of a clip without sound.</summary>
    Video,
}
