namespace MmaDfer.Sdk;

/// <summary>What went through an <see cref="EmotionStream"/> since it was opened: for a look at whether cameras, microphones and the machine keep up.</summary>
/// <param name="FramesPushed">Frames that were pushed.</param>
/// <param name="FramesKept">Those that were handed on: at most <see cref="EmotionStreamOptions.MaxFrameRate"/>, with a face or to look for one.</param>
/// <param name="FramesLate">Those whose time was not later than that of the frame before.</param>
/// <param name="FramesDropped">Those that were left out for newer ones, as the thread that cuts out faces was too far behind.</param>
/// <param name="BadSamples">Samples that were no numbers, and were taken as silence.</param>
/// <param name="Readings">Windows that became readings.</param>
/// <param name="Failures">Frames and windows that failed: see <see cref="EmotionStream.Faulted"/>.</param>
/// <param name="Restarts">How often time jumped back, so that the stream started anew.</param>
public readonly record struct EmotionStreamStatistics(
    long FramesPushed, long FramesKept, long FramesLate, long FramesDropped, long BadSamples, long Readings, long Failures, long Restarts);
