namespace MmaDfer.Sdk;

/// <summary>What an <see cref="EmotionStream"/> computes anew for each window.</summary>
public enum WindowReuse
{
    /// <summary>Everything: the very answer that a recording of the window would get.</summary>
    Exact,

    /// <summary>
    /// Only frames that the window before did not have, and once a second the sound: several times as quick, for an answer that is
    /// close to the exact one. What a new frame is told of the voice, and the voice of the frames, is what was computed last. Windows
    /// then show the first frame of each sixteenth of their time. <c>docs/performance.md</c> has cost and agreement.
    /// </summary>
    Approximate,
}
