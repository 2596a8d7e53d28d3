using System.Diagnostics;

namespace MmaDfer.Cli.Watching;

/// <summary>
/// Lets recordings pass at the speed of the clock: whoever asks waits until a moment has come. It starts with the first question.
/// Any thread may ask or stop it.
/// </summary>
internal sealed class PlaybackClock
{
    // Looks again now and then, as a time may be further away than a wait can be.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly ManualResetEvent _stopped = new(false);
    private readonly Stopwatch _passed = new();
    private readonly Lock _starting = new();

    /// <summary>Waits until so much time has passed.</summary>
    /// <returns>False once stopped.</returns>
    public bool WaitUntil(TimeSpan time)
    {
        lock (_starting)
            _passed.Start();
        while (time - _passed.Elapsed is { Ticks: > 0 } left)
        {
            // Rounded up: shorter waits than a millisecond do not wait at all.
            TimeSpan wait = left < LongestWait ? TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)) : LongestWait;
            if (_stopped.WaitOne(wait))
                return false;
        }
        return !_stopped.WaitOne(0);
    }

    /// <summary>Ends all waits.</summary>
    public void Stop() => _stopped.Set();
}
