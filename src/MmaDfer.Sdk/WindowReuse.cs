namespace MmaDfer.Sdk;

/// <summary>How much an <see cref="EmotionStream"/> reuses of the previous window.</summary>
public enum WindowReuse
{
    /// <summary>Nothing: a window gives exactly the prediction of a recording of it.</summary>
    Exact,

    /// <summary>
    /// All frames that the previous window had; the audio is computed twice a second, and again where no label is clearly the best. Several times faster, with a prediction close to the
    /// exact one. New frames and audio are combined with the latest results of each other. A window shows the first frame of each sixteenth of
    /// its time. <c>docs/performance.md</c> has cost and agreement.
    /// </summary>
    Approximate,
}
