namespace MmaDfer.Sdk.Sources;

/// <summary>Settings of a microphone. Audio that the device gives in another form is converted.</summary>
public sealed record MicrophoneOptions
{
    /// <summary>Samples per second and channel, in Hz; null for the device's own rate.</summary>
    public int? SampleRate { get; init; }

    /// <summary>Number of channels; those of the device are mixed to it.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>How much audio is kept for a late reader; older audio is dropped.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long the device may give no samples (silence is samples too), also while it opens, before it counts as lost;
    /// <see cref="Timeout.InfiniteTimeSpan"/> for no limit.
    /// </summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Clock of the audio times; null for one that starts when the source is opened.</summary>
    public CaptureClock? Clock { get; init; }
}
