using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// The time of a stream: the latest time that was pushed, or told by <see cref="EmotionStream.Update(TimeSpan)"/>. Where a caller's time
/// jumps back, the stream starts anew: everything from before belongs to an earlier epoch. What is pushed is believed rather than what
/// is told. One thread at a time moves it on, any may read it. Its rules are a table in docs/architecture.md.
/// </summary>
/// <param name="window">Span of time that readings rest on: what lies further behind the present counts for nothing.</param>
/// <param name="lostAfter">How far frames and sound, or they and what is told, may be apart.</param>
internal sealed class StreamClock(TimeSpan window, TimeSpan lostAfter)
{
    /// <summary>Seconds by which a time may lie back without being a jump: frames out of order, sound of a slower clock.</summary>
    public const double JumpBack = 0.5;

    private readonly Lock _gate = new();
    private readonly double _window = window.TotalSeconds;
    private readonly ClockPair _senses = Pair(window, lostAfter, offset =>
        $"The times of the sound are {Apart(offset)} those of the frames, so that only the later of both count; give both on one clock.");
    private readonly ClockPair _updates = Pair(window, lostAfter, offset =>
        $"The times given to Update are {Apart(offset)} those of what is pushed, and are corrected by that; give all on one clock.");

    private long _epoch;
    private TimeSpan _start, _now, _taken;
    private bool _any, _anyTaken, _again;

    // The latest of this epoch; and of each sense the first one since the other sense was last pushed.
    private TimeSpan? _shown, _heard, _told, _shownAlone, _heardAlone;
    private bool _pushed;

    // Seconds by which what is told is off, as far as is known.
    private double _off;

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

    /// <summary>Frames and sound are on two clocks; null if that is not so.</summary>
    public MediaException? SensesFault
    {
        get
        {
            lock (_gate)
                return _senses.Fault;
        }
    }

    /// <summary>What is told is on another clock than what is pushed; null if that is not so.</summary>
    public MediaException? UpdateFault
    {
        get
        {
            lock (_gate)
                return _updates.Fault;
        }
    }

    /// <summary>Seconds by which the sound was ahead of the frames, and what was told of what was pushed, when last compared.</summary>
    public (double Sound, double Update) Offsets
    {
        get
        {
            lock (_gate)
                return (_senses.Offset, _updates.Offset);
        }
    }

    /// <summary>A frame was pushed.</summary>
    /// <returns>False for one that is not later than the one before, and is to be left out.</returns>
    public bool Show(TimeSpan time)
    {
        lock (_gate)
        {
            if (IsJump(_shown, time) || IsDisproved(time, _heard, _shownAlone))
                Restart();
            else if (time <= _shown)
                return false;
            (_shown, _heardAlone) = (time, null);
            _shownAlone ??= time;
            Push(time, time);
            return true;
        }
    }

    /// <summary>Sound is about to be pushed.</summary>
    /// <param name="time">When it begins.</param>
    /// <param name="end">When it ends, by its samples.</param>
    public void Hear(TimeSpan time, TimeSpan end)
    {
        lock (_gate)
        {
            if (IsJump(_heard, time) || IsDisproved(end, _shown, _heardAlone))
                Restart();
        }
    }

    /// <summary>Sound was pushed.</summary>
    /// <param name="time">When it begins.</param>
    /// <param name="end">When all sound ends now.</param>
    public void Heard(TimeSpan time, TimeSpan end)
    {
        lock (_gate)
        {
            (_heard, _shownAlone) = (end, null);
            _heardAlone ??= end;
            Push(time, end);
        }
    }

    /// <summary>The caller says what time it is.</summary>
    public void Tell(TimeSpan now)
    {
        lock (_gate)
        {
            // While nothing is pushed, it is silence that they are apart.
            if (_pushed)
            {
                _updates.Compare(Pushed, now);
                _off = !_updates.IsApart ? 0 : _off != 0 || _updates.Fault is not null ? _updates.Offset : 0;
            }
            _pushed = false;
            now = Times.Add(now, -_off);
            _told = now;
            Advance(now, now);
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

    /// <summary>The latest time that was pushed; only where one was.</summary>
    private TimeSpan Pushed => Times.Later(_shown ?? TimeSpan.MinValue, _heard ?? TimeSpan.MinValue);

    private static ClockPair Pair(TimeSpan window, TimeSpan lostAfter, Func<double, string> sentence) =>
        new(Math.Clamp(lostAfter.TotalSeconds, JumpBack, window.TotalSeconds), sentence);

    private static string Apart(double offset) => FormattableString.Invariant($"{Math.Abs(offset):0.0} s {(offset > 0 ? "ahead of" : "behind")}");

    /// <summary>Whether a time lies so far back that the caller must have jumped.</summary>
    private static bool IsJump(TimeSpan? last, TimeSpan time) => last is { } before && Times.Seconds(before, time) <= -JumpBack;

    /// <summary>Whether a push shows that the present was set by a wrong time, a window ahead of it.</summary>
    /// <param name="time">What is pushed.</param>
    /// <param name="other">The latest time of the other sense.</param>
    /// <param name="alone">Since when only this sense is pushed.</param>
    private bool IsDisproved(TimeSpan time, TimeSpan? other, TimeSpan? alone)
    {
        double off = _told is { } told ? Times.Seconds(Times.Later(time, Pushed), told) : 0;
        if (off > _window)
        {
            _off += off;
            return true;
        }
        // The other sense may be right, as long as it goes on.
        return other is { } ahead && Times.Seconds(time, ahead) > _window && alone is { } since && Times.Seconds(since, time) > ClockPair.Proof;
    }

    private void Restart()
    {
        _epoch++;
        _any = _anyTaken = _again = _pushed = false;
        _shown = _heard = _told = _shownAlone = _heardAlone = null;
        _senses.Restart();
        _updates.Restart();
    }

    private void Push(TimeSpan from, TimeSpan to)
    {
        _pushed = true;
        if (_shown is { } shown && _heard is { } heard)
            _senses.Compare(shown, heard);
        Advance(from, to);
    }

    private void Advance(TimeSpan from, TimeSpan to)
    {
        if (!_any)
            (_any, _start, _now) = (true, from, to);
        _now = Times.Later(_now, to);
    }
}
