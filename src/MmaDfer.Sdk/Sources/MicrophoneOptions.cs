namespace MmaDfer.Sdk.Sources;

/// <summary>What to ask of a microphone. The device's sound is converted where it is different.</summary>
public sealed record MicrophoneOptions
{
    /// <summary>Samples per second and channel, in Hz; null for the device's own.</summary>
    public int? SampleRate { get; init; }

    /// <summary>Number of channels, to which the device's are mixed.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>How much sound is kept for a reader who is late; what is older is dropped.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long the device may be silent (give no samples, be they all zero), while it opens too, before it counts as lost;
    /// <see cref="Timeout.InfiniteTimeSpan"/> for no limit.
    /// </summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Clock of the times; null for one that starts when the source is opened.</summary>
    public CaptureClock? Clock { get; init; }
}
