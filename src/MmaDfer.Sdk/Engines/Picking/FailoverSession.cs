using MmaDfer.Sdk.Ops;

namespace MmaDfer.Sdk.Engines.Picking;

/// <summary>
/// A network that runs on the first of several engines that works. Where a run fails, the same inputs run again on the next engine; the
/// lost engine is retried in the background, and used again from a later run on. Inputs and outputs are memory of this session, so the
/// loss of an engine does not affect them. One caller at a time, but <see cref="Engine"/> and <see cref="Reports"/> may be read from any
/// thread.
/// </summary>
internal sealed class FailoverSession : Session
{
    /// <summary>How long closing waits for the engines' threads to free their memory; one that hangs is not waited for longer.</summary>
    private static readonly TimeSpan ClosingLimit = TimeSpan.FromSeconds(2);

    private readonly FailoverTerms _terms;
    private readonly Candidate[] _candidates;
    private readonly Retry[] _retries;
    private readonly Dictionary<string, float[]> _inputs;
    private readonly List<EngineChangedEventArgs> _changes = [];
    private volatile NetworkRecipe _recipe;
    private volatile Candidate _current;
    private bool _inUse;

    /// <summary>Takes ownership of the candidates that are open.</summary>
    /// <param name="terms">Time limits, delays.</param>
    /// <param name="recipe">The network.</param>
    /// <param name="inputs">Memory of the inputs, which opened candidates read.</param>
    /// <param name="candidates">The engines, the best first.</param>
    /// <param name="current">The one that runs the model.</param>
    public FailoverSession(
        FailoverTerms terms, NetworkRecipe recipe, Dictionary<string, float[]> inputs, Candidate[] candidates, Candidate current)
    {
        _terms = terms;
        _recipe = recipe;
        _inputs = inputs;
        _candidates = candidates;
        _current = current;
        _inUse = true;
        _retries = [.. candidates.Select(c => new Retry(c, (engine, cancellationToken) => Open(engine, null, cancellationToken), terms))];
    }

    public override Engine Engine => _current.Engine;

    public override IReadOnlyList<EngineReport> Reports => [.. _candidates.Select(c => c.Report)];

    public override EngineChangedEventArgs[] TakeChanges()
    {
        if (_changes.Count == 0)
            return [];
        EngineChangedEventArgs[] changes = [.. _changes];
        _changes.Clear();
        return changes;
    }

    public override Span<float> Input(string name) => _inputs[name];

    public override ReadOnlySpan<float> Output(string name) =>
        (_current.Opened ?? throw new InvalidOperationException("Nothing has run.")).Output(name);

    /// <inheritdoc/>
    /// <remarks>Cancellation is not a failure of the engine. Where the engine was lost, the next one is opened before the run ends.</remarks>
    public override void Run(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        UseBetterEngine();
        EngineFault? fault = _inUse ? _current.Opened!.Run(cancellationToken) : null;
        if (fault == EngineFault.Canceled)
            throw new OperationCanceledException(cancellationToken);
        if (!_inUse || fault is not null)
            RunOnOtherEngine(fault, cancellationToken);
    }

    public override void Rebuild(Action<OpSet> build, IReadOnlySet<string> replaced)
    {
        NetworkRecipe recipe = _recipe.Rebuilt(build, replaced);
        // Other engines that are open are updated when they are needed.
        if (_inUse && _current.Opened!.Rebuild(recipe) is { } fault)
            Lose(_current, fault);
        _recipe = recipe;
    }

    public override void Dispose()
    {
        foreach (Retry retry in _retries)
            retry.Dispose();
        OpenedEngine?[] closed = [.. _candidates.Select(c => c.Close())];
        foreach (OpenedEngine? opened in closed)
            opened?.Join(ClosingLimit);
        // A program that ends while a driver is working may crash in it.
        foreach (Candidate candidate in _candidates)
            candidate.Join(ClosingLimit);
    }

    /// <summary>Opens a candidate's engine for the network of this moment.</summary>
    private OpenedEngine Open(Engine engine, IProgress<double>? progress, CancellationToken cancellationToken) =>
        OpenedEngine.Open(engine, _recipe, _inputs, _terms, progress, cancellationToken);

    /// <summary>Before a run: uses a better engine that works again.</summary>
    private void UseBetterEngine()
    {
        foreach (Candidate better in _candidates)
        {
            if (_inUse && better == _current)
                return;
            if (better.Opened is not null && TryUpdate(better))
            {
                Change(better, "it works again.");
                return;
            }
        }
    }

    /// <summary>Runs the same inputs on other engines after the one in use failed.</summary>
    private void RunOnOtherEngine(EngineFault? fault, CancellationToken cancellationToken)
    {
        Exception? first = fault?.Exception;
        string lost = $"'{_current.Engine.Name}' was lost: {fault?.Reason ?? _current.Report.Reason}";
        bool onlyNotANumber = fault is null || fault == EngineFault.NotANumber;
        if (fault is not null)
            Lose(_current, fault);
        int from = Array.IndexOf(_candidates, _current);
        // Those of lower preference first, then those of higher preference, finally itself, which may work again already.
        for (int i = 1; i <= _candidates.Length; i++)
        {
            Candidate next = _candidates[(from + i) % _candidates.Length];
            // It is still closing.
            if (next == _current)
                next.Join(ClosingLimit);
            if (!TryOpen(next))
                continue;
            fault = next.Opened!.Run(cancellationToken);
            onlyNotANumber &= fault is null || fault == EngineFault.NotANumber;
            // Where all engines do, the weights are damaged, which the reader of the outputs detects.
            if (fault is null || fault == EngineFault.Canceled || onlyNotANumber && i >= _candidates.Length - 1)
            {
                Change(next, next == _current ? $"{lost} It was opened again." : lost);
                if (fault == EngineFault.Canceled)
                    throw new OperationCanceledException(cancellationToken);
                return;
            }
            first ??= fault.Exception;
            Lose(next, fault);
        }
        throw new EngineException(Candidate.DescribeFailures(_candidates), first);
    }

    private bool TryOpen(Candidate candidate)
    {
        int index = Array.IndexOf(_candidates, candidate);
        // While the retry is held, nothing else opens the engine, so it is never open twice.
        if (!_retries[index].TryHold())
            return false;
        if (candidate.Opened is not null)
            return TryUpdate(candidate);
        if (candidate.Report.State == EngineState.Refused)
            return false;
        if (candidate.IsStuck)
        {
            _retries[index].Start(runs: 0);
            return false;
        }
        bool isNew = candidate.Report.OpenTime is null;
        try
        {
            candidate.Open(Open(candidate.Engine, null, CancellationToken.None));
            return true;
        }
        catch (TimeoutException exception)
        {
            candidate.MarkRefused(exception.Message);
        }
        catch (Exception exception) when (isNew && Candidate.IsEngineFailure(exception))
        {
            candidate.MarkRefused(exception.Message);
        }
        catch (Exception exception) when (Candidate.IsEngineFailure(exception))
        {
            candidate.MarkLost(exception.Message);
            _retries[index].Start(runs: 0);
        }
        return false;
    }

    /// <summary>An engine that was opened in the background may have an older network.</summary>
    private bool TryUpdate(Candidate candidate)
    {
        if (candidate.Opened!.Recipe == _recipe || candidate.Opened.Rebuild(_recipe) is not { } fault)
            return true;
        Lose(candidate, fault);
        return false;
    }

    private void Lose(Candidate candidate, EngineFault fault)
    {
        long runs = candidate.Opened?.Runs ?? 0;
        candidate.MarkLost(fault.Reason);
        _inUse &= candidate != _current;
        _retries[Array.IndexOf(_candidates, candidate)].Start(runs);
    }

    /// <summary>Another engine runs the model from now on; those of lower preference are closed.</summary>
    private void Change(Candidate next, string reason)
    {
        Candidate previous = _current;
        if (previous != next && previous.Report.State == EngineState.InUse)
            previous.MarkReady("a better one works again.");
        next.MarkInUse(reason);
        _current = next;
        _inUse = true;
        for (int i = Array.IndexOf(_candidates, next) + 1; i < _candidates.Length && !_terms.KeepSpare; i++)
        {
            _retries[i].Cancel();
            _candidates[i].Close();
        }
        _changes.Add(new EngineChangedEventArgs(previous.Engine, next.Engine, reason));
    }
}
