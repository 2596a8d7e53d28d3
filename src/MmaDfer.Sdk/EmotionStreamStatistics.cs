namespace MmaDfer.Sdk;

/// <summary>What went through an <see cref="EmotionStream"/> since it was opened: for a look at whether cameras, microphones and the machine keep up.</summary>
public readonly record struct EmotionStreamStatistics
{
    /// <summary>Frames that were pushed.</summary>
    public long FramesPushed { get; init; }

    /// <summary>Those that were handed on: at most <see cref="EmotionStreamOptions.MaxFrameRate"/>, with a face or to look for one.</summary>
    public long FramesKept { get; init; }

    /// <summary>Those whose time was not later than that of the frame before.</summary>
    public long FramesLate { get; init; }

    /// <summary>Those that were left out for newer ones, as the thread that cuts out faces was too far behind.</summary>
    public long FramesDropped { get; init; }

    /// <summary>Samples that were no numbers, and were taken as silence.</summary>
    public long BadSamples { get; init; }

    /// <summary>Windows that became readings.</summary>
    public long Readings { get; init; }

    /// <summary>Frames and windows that failed: see <see cref="EmotionStream.Faulted"/>.</summary>
    public long Failures { get; init; }

    /// <summary>How often time jumped back, or turned out to have been wrong, so that the stream started anew.</summary>
    public long Restarts { get; init; }

    /// <summary>How far the sound's times were ahead of the frames' at the last push; negative: behind. Zero while only one of them is pushed.</summary>
    public TimeSpan SoundAhead { get; init; }

    /// <summary>
    /// How far the time given to <see cref="EmotionStream.Update(TimeSpan)"/> was ahead of what had been pushed, when it was last called
    /// after a push; negative: behind.
    /// </summary>
    public TimeSpan UpdateAhead { get; init; }
}
