namespace MmaDfer.Sdk;

/// <summary>Counts of an <see cref="EmotionStream"/> since it was opened: they show whether cameras, microphones and the machine keep up.</summary>
public readonly record struct EmotionStreamStatistics
{
    /// <summary>Pushed frames.</summary>
    public long FramesPushed { get; init; }

    /// <summary>Frames that were processed: at most <see cref="EmotionStreamOptions.MaxFrameRate"/>, with a known face or to find one.</summary>
    public long FramesKept { get; init; }

    /// <summary>Frames that were skipped, as their time was not later than that of the previous frame.</summary>
    public long FramesLate { get; init; }

    /// <summary>Frames that were dropped for newer ones, as finding and cutting out faces was too slow.</summary>
    public long FramesDropped { get; init; }

    /// <summary>
    /// Faces that were turned upright: see <see cref="EmotionStreamOptions.StraightenFace"/>. 0 if heads never tilt, or their eyes are not known.
    /// </summary>
    public long FramesStraightened { get; init; }

    /// <summary>
    /// Faces in the newest frame that a scene does not follow, as there are <see cref="EmotionSceneOptions.MaxPeople"/> already; 0 for a stream.
    /// </summary>
    public int FacesIgnored { get; init; }

    /// <summary>Audio samples that were not finite and became silence.</summary>
    public long BadSamples { get; init; }

    /// <summary>Windows that became readings.</summary>
    public long Readings { get; init; }

    /// <summary>Frames and windows that failed: see <see cref="EmotionStream.Faulted"/>.</summary>
    public long Failures { get; init; }

    /// <summary>Restarts of the stream, as time jumped back or turned out to have been wrong.</summary>
    public long Restarts { get; init; }

    /// <summary>By how much the audio was ahead of the frames at the last push; negative: behind. Zero as long as only one of them is pushed.</summary>
    public TimeSpan AudioAhead { get; init; }

    /// <summary>
    /// By how much the time given to <see cref="EmotionStream.Update(TimeSpan)"/> was ahead of the pushes, at its last call after a push;
    /// negative: behind.
    /// </summary>
    public TimeSpan UpdateAhead { get; init; }
}
