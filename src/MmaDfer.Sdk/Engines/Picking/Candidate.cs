namespace MmaDfer.Sdk.Engines.Picking;

/// <summary>One engine of several, what is known about it, and the network on it where it is open.</summary>
internal sealed class Candidate(Engine engine)
{
    private readonly Lock _gate = new();
    private volatile EngineReport _report = new(engine, EngineState.NotTried, "not needed so far.");
    private volatile OpenedEngine? _opened;
    private volatile OpenedEngine? _leftBehind;

    public Engine Engine { get; } = engine;

    /// <summary>What is known; safe to read from any thread.</summary>
    public EngineReport Report => _report;

    /// <summary>The network on it, ready to run; null if it is not open.</summary>
    public OpenedEngine? Opened => _opened;

    /// <summary>Whether a call that was given up has still not come back: opening the device again beside it would be unsafe.</summary>
    public bool IsStuck => _leftBehind is { IsStuck: true };

    /// <summary>It was opened and could be used. A device is not opened twice: where it is open already, the second one is closed.</summary>
    public void Open(OpenedEngine opened, TimeSpan? clipTime = null)
    {
        lock (_gate)
        {
            if (_opened is not null)
            {
                opened.Dispose();
                return;
            }
            _report = _report with
            {
                State = EngineState.Ready,
                Reason = "it computed the proof network correctly.",
                OpenTime = opened.OpenTime,
                ClipTime = clipTime ?? _report.ClipTime,
            };
            _opened = opened;
        }
    }

    /// <summary>It runs the model from now on.</summary>
    public void Use(string reason) => Tell(EngineState.InUse, reason);

    /// <summary>It does not run the model any more, but could.</summary>
    public void Rest(string reason) => Tell(EngineState.Ready, reason);

    /// <summary>It failed; what was open of it is closed.</summary>
    public void Lose(string reason)
    {
        Tell(EngineState.Lost, reason);
        _leftBehind = _opened ?? _leftBehind;
        Close();
    }

    /// <summary>It is not to be opened again.</summary>
    public void Refuse(string reason) => Tell(EngineState.Refused, reason);

    /// <summary>Closes what is open of it; does not wait for a thread of its own.</summary>
    public OpenedEngine? Close()
    {
        OpenedEngine? opened = _opened;
        _opened = null;
        try
        {
            opened?.Dispose();
        }
        catch (Exception)
        {
            // What fails to close is of no use either way, and no reason to lose a window.
        }
        return opened;
    }

    /// <summary>Waits for what was closed last to be gone.</summary>
    public void Join(TimeSpan limit) => _leftBehind?.Join(limit);

    private void Tell(EngineState state, string reason)
    {
        lock (_gate)
            _report = _report with { State = state, Reason = reason.ReplaceLineEndings(" ") };
    }
}
