namespace MmaDfer.Sdk.Live;

/// <summary>A moment of a stream.</summary>
/// <param name="Epoch">Number of the start that it follows.</param>
/// <param name="Start">When that was.</param>
/// <param name="Now">The latest time that was pushed.</param>
internal readonly record struct StreamMoment(long Epoch, TimeSpan Start, TimeSpan Now);
