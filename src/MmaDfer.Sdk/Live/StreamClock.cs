using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// The time of a stream: the latest time that was pushed. Where a caller's time jumps back, the stream starts anew: everything from
/// before belongs to an earlier epoch. One thread at a time moves it on, any may read it.
/// </summary>
internal sealed class StreamClock
{
    /// <summary>Seconds by which a time may lie back without being a jump: frames out of order, sound of a slower clock.</summary>
    public const double JumpBack = 0.5;

    private readonly Lock _gate = new();
    private long _epoch;
    private TimeSpan _start, _now;
    private bool _any, _anyTaken, _again;
    private TimeSpan _taken;

    /// <summary>The present moment; null before anything was pushed.</summary>
    public StreamMoment? Now
    {
        get
        {
            lock (_gate)
                return _any ? new StreamMoment(_epoch, _start, _now) : null;
        }
    }

    /// <summary>Number of the stream's present start.</summary>
    public long Epoch => Volatile.Read(ref _epoch);

    /// <summary>Whether a time lies so far back that the caller must have jumped.</summary>
    /// <param name="last">The latest time of the same kind.</param>
    /// <param name="time">The new one.</param>
    public static bool IsJump(TimeSpan last, TimeSpan time) => Times.Seconds(last, time) <= -JumpBack;

    /// <summary>Starts anew.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            _epoch++;
            _any = _anyTaken = _again = false;
        }
    }

    /// <summary>Moves on.</summary>
    /// <param name="from">When something begins.</param>
    /// <param name="to">When it ends: now, unless it was later before.</param>
    public void Advance(TimeSpan from, TimeSpan to)
    {
        lock (_gate)
        {
            if (!_any)
                (_any, _start, _now) = (true, from, to);
            _now = Times.Later(_now, to);
        }
    }

    /// <summary>Whether the next window may be taken: an interval after the one before, or after the start.</summary>
    public bool IsDue(TimeSpan interval)
    {
        lock (_gate)
            return _again || _any && Times.Seconds(_anyTaken ? _taken : _start, _now) >= interval.TotalSeconds;
    }

    /// <summary>A window was taken.</summary>
    /// <param name="end">Its end.</param>
    /// <param name="epoch">The start that it follows.</param>
    public void Take(TimeSpan end, long epoch)
    {
        lock (_gate)
        {
            if (epoch == _epoch)
                (_taken, _anyTaken, _again) = (end, true, false);
        }
    }

    /// <summary>Makes a window that ends now due, whenever the last one was.</summary>
    /// <returns>False before anything was pushed.</returns>
    public bool TakeAgain()
    {
        lock (_gate)
            return _again = _any;
    }
}
