namespace MmaDfer.Samples.Stage.Ros;

/// <summary>How patient a <see cref="RosbridgePublisher"/> is.</summary>
public sealed record RosbridgeLimits
{
    /// <summary>Messages that wait while the server does not take them; of more, the newest.</summary>
    public int Queue { get; init; } = 16;

    /// <summary>From a lost connection to the next try; each pause is twice as long as the one before, up to <see cref="MaxPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(0.5);

    public TimeSpan MaxPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A server that connects, takes a message or answers a ping no sooner is lost. One that was good for longer starts with the first pause again.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Clock of the pauses.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
