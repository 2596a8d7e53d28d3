namespace MmaDfer.Sdk;

/// <summary>How much of each window an <see cref="EmotionStream"/> computes anew.</summary>
public enum WindowReuse
{
    /// <summary>The whole window, with exactly the result of a clip of that window.</summary>
    Exact,

    /// <summary>
    /// Only the frames that the previous window did not have, and the audio once a second: several times as fast, with a result close to
    /// the exact one. A new frame is combined with the audio that was computed last, and the audio with the frames computed last. Each
    /// window then shows the first frame of each sixteenth of its time. <c>docs/performance.md</c> gives cost and accuracy.
    /// </summary>
    Approximate,
}
