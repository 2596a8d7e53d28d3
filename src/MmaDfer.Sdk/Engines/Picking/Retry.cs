namespace MmaDfer.Sdk.Engines.Picking;

/// <summary>
/// Opens a lost engine again after delays that double with each failure, on a thread of its own, until it works or the retries are
/// canceled.
/// </summary>
internal sealed class Retry : IDisposable
{
    /// <summary>An engine that fails again within so many runs has not recovered: its delays keep growing.</summary>
    private const int RunsOfRecovery = 100;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Candidate _candidate;
    private readonly Func<Engine, CancellationToken, OpenedEngine> _open;
    private readonly FailoverTerms _terms;
    private readonly ITimer _timer;
    private Thread? _thread;
    private TimeSpan _pause;
    private bool _wanted;

    /// <param name="candidate">The engine; notified when it is open.</param>
    /// <param name="open">Opens it.</param>
    /// <param name="terms">The delays.</param>
    public Retry(Candidate candidate, Func<Engine, CancellationToken, OpenedEngine> open, FailoverTerms terms)
    {
        _candidate = candidate;
        _open = open;
        _terms = terms;
        _timer = terms.Time.CreateTimer(_ => Begin(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The engine was lost: the first delay begins.</summary>
    /// <param name="runs">Its runs since it was opened.</param>
    public void Start(long runs)
    {
        lock (_gate)
        {
            _pause = runs >= RunsOfRecovery ? TimeSpan.Zero : _pause;
            _wanted = true;
            Pause();
        }
    }

    /// <summary>Ends the retries; an engine that an attempt under way opens is closed.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            _wanted = false;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Ends the retries, so that the caller can open the engine; an attempt under way continues.</summary>
    /// <returns>False if an attempt is under way.</returns>
    public bool TryHold()
    {
        lock (_gate)
        {
            _wanted = _thread is not null;
            if (!_wanted)
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return !_wanted;
        }
    }

    /// <summary>Ends the retries and waits for the attempt under way, unless it hangs in a driver.</summary>
    public void Dispose()
    {
        Cancel();
        _stop.Cancel();
        _timer.Dispose();
        Thread? attempt;
        lock (_gate)
            attempt = _thread;
        attempt?.Join();
        _stop.Dispose();
    }

    private void Begin()
    {
        lock (_gate)
        {
            if (!_wanted || _thread is not null)
                return;
            _thread = new Thread(Try) { IsBackground = true, Name = $"MmaDfer retry of {_candidate.Engine.Name}" };
            _thread.Start();
        }
    }

    private void Try()
    {
        OpenedEngine? opened = null;
        string? reason = "its last run has not returned yet.";
        bool hung = false;
        try
        {
            if (!_candidate.IsStuck)
                opened = _open(_candidate.Engine, _stop.Token);
        }
        catch (Exception exception)
        {
            reason = exception.Message;
            hung = exception is TimeoutException;
        }
        bool handedOver = false;
        lock (_gate)
        {
            if (_wanted && opened is not null)
            {
                _candidate.Open(opened);
                handedOver = true;
            }
            else if (_wanted && hung)
            {
                _candidate.MarkRefused($"it was lost, and opening it again hung: {reason}");
            }
            else if (_wanted)
            {
                _candidate.MarkLost($"it was lost and is retried; the last attempt failed: {reason}");
                Pause();
            }
            _wanted &= !handedOver && !hung;
            _thread = null;
        }
        if (!handedOver)
            opened?.Dispose();
    }

    private void Pause()
    {
        if (_terms.InitialRetryDelay == Timeout.InfiniteTimeSpan)
            return;
        // No delay is longer than a timer allows, so that doubling does not overflow.
        TimeSpan next = _pause == TimeSpan.Zero ? TimeLimit.OfPause(_terms.InitialRetryDelay) : 2 * _pause;
        TimeSpan longest = TimeLimit.OfPause(_terms.MaxRetryDelay);
        _pause = next < longest ? next : longest;
        _timer.Change(_pause, Timeout.InfiniteTimeSpan);
    }
}
