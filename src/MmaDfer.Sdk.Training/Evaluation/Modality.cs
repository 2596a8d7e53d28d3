namespace MmaDfer.Sdk.Evaluation;

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
