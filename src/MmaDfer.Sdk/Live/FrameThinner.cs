using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// Lets at most so many frames a second pass, evenly spaced ones: of 60 every second one, of 30 at 30 all, however their times
/// jitter.
/// </summary>
/// <param name="framesPerSecond">Frames a second of the caller's time.</param>
internal sealed class FrameThinner(double framesPerSecond)
{
    /// <summary>Share of a frame's time by which one may come early.</summary>
    private const double Early = 0.25;

    private readonly double _step = 1 / framesPerSecond;
    private TimeSpan _due;
    private bool _any;

    /// <summary>Whether a frame passes; times never go back.</summary>
    public bool Passes(TimeSpan time)
    {
        if (!_any)
        {
            _any = true;
            _due = Times.Add(time, _step);
            return true;
        }
        double late = Times.Seconds(_due, time);
        if (late < -Early * _step)
            return false;
        // The next is due a step after this one was; after a pause, as of now.
        _due = late < _step ? Times.Add(_due, _step) : Times.Add(time, _step);
        return true;
    }

    /// <summary>The next frame passes.</summary>
    public void Reset() => _any = false;
}
