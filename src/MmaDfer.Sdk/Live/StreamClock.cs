using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>A moment of a stream.</summary>
/// <param name="Epoch">Number of the stream's present start: how often it has restarted.</param>
/// <param name="Start">Time of that start.</param>
/// <param name="Now">The present time.</param>
internal readonly record struct StreamMoment(long Epoch, TimeSpan Start, TimeSpan Now);

/// <summary>
/// The time of a stream: the latest time of a push or of <see cref="EmotionStream.Update(TimeSpan)"/>. A jump back restarts the stream: all
/// earlier data belongs to an earlier epoch. Pushes overrule updates. One thread at a time advances the clock, any thread may read it.
/// The rules are a table in docs/architecture.md.
/// </summary>
/// <param name="window">Length of a window: older data does not count.</param>
/// <param name="lostAfter">By how much frames and audio, or pushes and updates, may be apart.</param>
internal sealed class StreamClock(TimeSpan window, TimeSpan lostAfter)
{
    /// <summary>Seconds from which a time that lies back is a jump; less is out of order, or audio of a slow clock.</summary>
    public const double JumpBack = 0.5;

    private readonly Lock _gate = new();
    private readonly double _window = window.TotalSeconds;
    private readonly ClockPair _sources = Pair(window, lostAfter, offset =>
        $"The times of the audio are {Apart(offset)} those of the frames, so only the later of both counts; give both on one clock.");
    private readonly SteadyOffset _steady = new(offset =>
        $"The times of the audio are steadily {Apart(offset)} those of the frames that arrive with it: they are on two clocks, or one of them arrives that late.");
    private readonly ClockPair _updates = Pair(window, lostAfter, offset =>
        $"The times given to Update are {Apart(offset)} those of the pushes and are corrected by that offset; give all times on one clock.");

    private long _epoch;
    private TimeSpan _start, _now, _lastWindow;
    private bool _any, _anyWindow, _windowRequested;

    // The latest times of this epoch; and for frames and audio the first time since the last push of the other kind.
    private TimeSpan? _frame, _audio, _update, _framesAlone, _audioAlone;
    private bool _pushed;

    // Seconds by which updates are corrected.
    private double _correction;

    /// <summary>The present moment; null before the first push.</summary>
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

    /// <summary>The fault that frames and audio are on two clocks; null if they are not.</summary>
    public MediaException? SourcesFault
    {
        get
        {
            lock (_gate)
                return _sources.Fault ?? _steady.Fault;
        }
    }

    /// <summary>The fault that updates are on another clock than pushes; null if they are not.</summary>
    public MediaException? UpdateFault
    {
        get
        {
            lock (_gate)
                return _updates.Fault;
        }
    }

    /// <summary>Seconds by which the audio was ahead of the frames, and updates of pushes, in the last comparison.</summary>
    public (double Audio, double Update) Offsets
    {
        get
        {
            lock (_gate)
                return (_sources.Offset, _updates.Offset);
        }
    }

    /// <summary>Advances to the time of a frame.</summary>
    /// <returns>False for a frame that is not later than the previous one and must be skipped.</returns>
    public bool AddFrame(TimeSpan time)
    {
        lock (_gate)
        {
            if (IsJump(_frame, time) || IsDisproved(time, _audio, _framesAlone))
                Restart();
            else if (time <= _frame)
                return false;
            (_frame, _audioAlone) = (time, null);
            _framesAlone ??= time;
            AddPush(time, time, isAudio: false);
            return true;
        }
    }

    /// <summary>Restarts the stream if the audio that is about to be added requires it.</summary>
    /// <param name="time">Time of its first sample.</param>
    /// <param name="end">Its end, by its samples.</param>
    public void BeginAudio(TimeSpan time, TimeSpan end)
    {
        lock (_gate)
        {
            if (IsJump(_audio, time) || IsDisproved(end, _frame, _audioAlone))
                Restart();
        }
    }

    /// <summary>Advances to the end of the audio that was added.</summary>
    /// <param name="time">Time of its first sample.</param>
    /// <param name="end">End of all audio.</param>
    public void EndAudio(TimeSpan time, TimeSpan end)
    {
        lock (_gate)
        {
            (_audio, _framesAlone) = (end, null);
            _audioAlone ??= end;
            AddPush(time, end, isAudio: true);
        }
    }

    /// <summary>Advances to the time of an update.</summary>
    public void Update(TimeSpan now)
    {
        lock (_gate)
        {
            // Without a push since the previous update, it is silence that keeps them apart.
            if (_pushed)
            {
                _updates.Compare(LatestPush, now);
                _correction = !_updates.IsApart ? 0 : _correction != 0 || _updates.Fault is not null ? _updates.Offset : 0;
            }
            _pushed = false;
            now = Times.Add(now, -_correction);
            _update = now;
            Advance(now, now);
        }
    }

    /// <summary>Whether the next window may be taken: an interval after the previous window, or after the start.</summary>
    public bool IsDue(TimeSpan interval)
    {
        lock (_gate)
            return _windowRequested || _any && Times.Seconds(_anyWindow ? _lastWindow : _start, _now) >= interval.TotalSeconds;
    }

    /// <summary>A window was taken.</summary>
    /// <param name="end">Its end.</param>
    /// <param name="epoch">The start of the stream that it belongs to.</param>
    public void AddWindow(TimeSpan end, long epoch)
    {
        lock (_gate)
        {
            if (epoch == _epoch)
                (_lastWindow, _anyWindow, _windowRequested) = (end, true, false);
        }
    }

    /// <summary>Makes a window that ends now due, regardless of the previous window.</summary>
    /// <returns>False before the first push.</returns>
    public bool RequestWindow()
    {
        lock (_gate)
            return _windowRequested = _any;
    }

    /// <summary>The latest time of a push; the least time if there was none.</summary>
    private TimeSpan LatestPush => Times.Later(_frame ?? TimeSpan.MinValue, _audio ?? TimeSpan.MinValue);

    private static ClockPair Pair(TimeSpan window, TimeSpan lostAfter, Func<double, string> message) =>
        new(Math.Clamp(lostAfter.TotalSeconds, JumpBack, window.TotalSeconds), message);

    private static string Apart(double offset) => FormattableString.Invariant($"{Math.Abs(offset):0.0} s {(offset > 0 ? "ahead of" : "behind")}");

    /// <summary>Whether a time lies so far back that the caller must have jumped.</summary>
    private static bool IsJump(TimeSpan? last, TimeSpan time) => last is { } previous && Times.Seconds(previous, time) <= -JumpBack;

    /// <summary>Whether a push shows that a wrong time has set the present more than a window ahead.</summary>
    /// <param name="time">Time of the push.</param>
    /// <param name="other">Latest time of the other kind (audio or frames).</param>
    /// <param name="alone">First time since the last push of the other kind.</param>
    private bool IsDisproved(TimeSpan time, TimeSpan? other, TimeSpan? alone)
    {
        double ahead = _update is { } update ? Times.Seconds(Times.Later(time, LatestPush), update) : 0;
        if (ahead > _window)
        {
            _correction += ahead;
            return true;
        }
        // The other kind may be right, as long as it continues.
        return other is { } latest && Times.Seconds(time, latest) > _window && alone is { } since && Times.Seconds(since, time) > ClockPair.ProofTime;
    }

    private void Restart()
    {
        _epoch++;
        _any = _anyWindow = _windowRequested = _pushed = false;
        _frame = _audio = _update = _framesAlone = _audioAlone = null;
        _sources.Restart();
        _steady.Restart();
        _updates.Restart();
    }

    private void AddPush(TimeSpan from, TimeSpan to, bool isAudio)
    {
        _pushed = true;
        if (_frame is { } frame && _audio is { } audio)
        {
            _sources.Compare(frame, audio);
            if (_sources.IsApart)
                _steady.Restart();
            else
                _steady.Add(frame, audio, isAudio);
        }
        Advance(from, to);
    }

    private void Advance(TimeSpan from, TimeSpan to)
    {
        if (!_any)
            (_any, _start, _now) = (true, from, to);
        _now = Times.Later(_now, to);
    }
}
