namespace MmaDfer.Sdk;

/// <summary>Limits of an <see cref="EmotionReading"/>.</summary>
[Flags]
public enum ReadingFlags
{
    /// <summary>None: the window has both face and audio, and is filled.</summary>
    None = 0,

    /// <summary>No face was seen for <see cref="EmotionStreamOptions.LostAfter"/>: the reading is based on audio alone.</summary>
    NoFace = 1,

    /// <summary>There was no audio for <see cref="EmotionStreamOptions.LostAfter"/>: the reading is based on the face alone.</summary>
    NoAudio = 2,

    /// <summary>The window is not filled enough yet: see <see cref="EmotionStreamOptions.WarmUp"/>.</summary>
    WarmingUp = 4,

    /// <summary>
    /// The reading is older than a whole window, so it has no data in common with the present: the machine is too slow, or the recognition
    /// fails.
    /// </summary>
    Stale = 8,

    /// <summary>The player's resting face is being captured: see <see cref="EmotionStream.CaptureBaseline"/>.</summary>
    CapturingBaseline = 16,
}
