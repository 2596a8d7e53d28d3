namespace MmaDfer.Sdk.Live;

/// <summary>A reading as it goes from one thread to another.</summary>
/// <param name="Epoch">Number of the stream's start that it belongs to.</param>
/// <param name="Reading">The reading.</param>
internal sealed record PublishedReading(long Epoch, EmotionReading Reading);
