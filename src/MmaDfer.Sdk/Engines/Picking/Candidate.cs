namespace MmaDfer.Sdk.Engines.Picking;

/// <summary>One of several engines, its state, and the network on it while it is open.</summary>
internal sealed class Candidate(Engine engine)
{
    private readonly Lock _gate = new();
    private volatile EngineReport _report = new(engine, EngineState.NotTried, "not needed so far.");
    private volatile OpenedEngine? _opened;
    private volatile OpenedEngine? _abandoned;

    public Engine Engine { get; } = engine;

    /// <summary>Its state; may be read from any thread.</summary>
    public EngineReport Report => _report;

    /// <summary>The network on it, ready to run; null if it is not open.</summary>
    public OpenedEngine? Opened => _opened;

    /// <summary>Whether an abandoned call has not returned yet: opening the device again meanwhile would be unsafe.</summary>
    public bool IsStuck => _abandoned is { IsStuck: true };

    /// <summary>It was opened and can be used. A device is not opened twice: if it is open already, the second one is closed.</summary>
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

    /// <summary>The sentence for the case that every engine failed.</summary>
    public static string DescribeFailures(IEnumerable<Candidate> candidates) =>
        $"No engine works here: {string.Join(" ", candidates.Select(c => $"{c.Engine.Name}: {c.Report.Reason}"))}";

    /// <summary>Whether the engine is the cause of an exception while opening, not the weights or a cancellation.</summary>
    public static bool IsEngineFailure(Exception exception) =>
        exception is EngineException or not (MmaDferException or OperationCanceledException);

    /// <summary>It runs the model from now on.</summary>
    public void MarkInUse(string reason) => SetState(EngineState.InUse, reason);

    /// <summary>It no longer runs the model, but can.</summary>
    public void MarkReady(string reason) => SetState(EngineState.Ready, reason);

    /// <summary>It failed; closes it.</summary>
    public void MarkLost(string reason)
    {
        SetState(EngineState.Lost, reason);
        _abandoned = _opened ?? _abandoned;
        Close();
    }

    /// <summary>It must not be opened again.</summary>
    public void MarkRefused(string reason) => SetState(EngineState.Refused, reason);

    /// <summary>Closes it if it is open; does not wait for a thread of its own.</summary>
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
            // An engine that fails to close is useless either way, and no reason to lose a window.
        }
        return opened;
    }

    /// <summary>Waits until the engine that failed last is closed.</summary>
    public void Join(TimeSpan limit) => _abandoned?.Join(limit);

    private void SetState(EngineState state, string reason)
    {
        lock (_gate)
            _report = _report with { State = state, Reason = reason.ReplaceLineEndings(" ") };
    }
}
