namespace MmaDfer.Sdk.Sources;

/// <summary>
/// The time of live sources: it starts at 0 when it is made and runs evenly, whatever becomes of the computer's date. Sources that are
/// given the same clock have times that belong together, as those of a camera and a microphone must. Safe on any thread.
/// </summary>
public sealed class CaptureClock
{
    private readonly TimeProvider _provider;
    private readonly long _start;

    /// <summary>Starts the clock.</summary>
    /// <param name="provider">Whose time stamps to count; null for the computer's.</param>
    public CaptureClock(TimeProvider? provider = null)
    {
        _provider = provider ?? TimeProvider.System;
        _start = _provider.GetTimestamp();
    }

    /// <summary>Time since the start.</summary>
    public TimeSpan Now => _provider.GetElapsedTime(_start);
}
