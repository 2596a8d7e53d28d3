namespace MmaDfer.Sdk;

/// <summary>What an <see cref="EmotionReading"/> rests on, or does not.</summary>
[Flags]
public enum ReadingFlags
{
    /// <summary>On a face and a voice, over a window that is filled.</summary>
    None = 0,

    /// <summary>No face was seen for <see cref="EmotionStreamOptions.LostAfter"/>: the reading rests on the voice alone.</summary>
    NoFace = 1,

    /// <summary>Nothing was heard for <see cref="EmotionStreamOptions.LostAfter"/>: the reading rests on the face alone.</summary>
    NoAudio = 2,

    /// <summary>Too little of the window is filled yet: see <see cref="EmotionStreamOptions.WarmUp"/>.</summary>
    WarmingUp = 4,

    /// <summary>
    /// The reading is older than a whole window, so nothing that it rests on is of the present any more: the machine is too slow, or
    /// recognising fails.
    /// </summary>
    Stale = 8,

    /// <summary>The player's resting face is being captured: see <see cref="EmotionStream.CaptureBaseline"/>.</summary>
    CapturingBaseline = 16,
}
