using MmaDfer.Sdk.Ops;

namespace MmaDfer.Sdk.Engines.Picking;

/// <summary>
/// A network that runs on the first of several engines that works. Where a run fails, the same inputs are run again on the next
/// one; the lost engine is tried again in the background, and taken back before a later run. Inputs and outputs are memory of
/// this session, so no engine takes them along. One caller at a time, but <see cref="Engine"/> and <see cref="Reports"/> may
/// be read from any thread.
/// </summary>
internal sealed class FailoverSession : Session
{
    /// <summary>How long closing waits for the engines' threads: to have their memory back, but not for one that hangs.</summary>
    private static readonly TimeSpan ClosingLimit = TimeSpan.FromSeconds(2);

    private readonly EnginePicker _terms;
    private readonly Candidate[] _candidates;
    private readonly Retry[] _retries;
    private readonly Dictionary<string, float[]> _inputs;
    private readonly List<EngineChangedEventArgs> _changes = [];
    private volatile NetworkRecipe _recipe;
    private volatile Candidate _current;
    private bool _inUse;

    /// <summary>Takes over what is open of the candidates.</summary>
    /// <param name="terms">Time limits, pauses.</param>
    /// <param name="recipe">The network.</param>
    /// <param name="inputs">Memory of the inputs, which opened candidates read.</param>
    /// <param name="candidates">The engines, the best first.</param>
    /// <param name="current">That which runs the model.</param>
    public FailoverSession(
        EnginePicker terms, NetworkRecipe recipe, Dictionary<string, float[]> inputs, Candidate[] candidates, Candidate current)
    {
        _terms = terms;
        _recipe = recipe;
        _inputs = inputs;
        _candidates = candidates;
        _current = current;
        _inUse = true;
        _retries = [.. candidates.Select(c => new Retry(c, (engine, cancellationToken) => Open(engine, null, cancellationToken), terms))];
    }

    /// <summary>The engine that runs the model, or ran it last.</summary>
    public override Engine Engine => _current.Engine;

    /// <summary>What is known about each engine at this moment, the best first.</summary>
    public override IReadOnlyList<EngineReport> Reports => [.. _candidates.Select(c => c.Report)];

    /// <summary>The changes of engine since the last call; null where there were none.</summary>
    public override EngineChangedEventArgs[]? TakeChanges()
    {
        if (_changes.Count == 0)
            return null;
        EngineChangedEventArgs[] changes = [.. _changes];
        _changes.Clear();
        return changes;
    }

    public override Span<float> Input(string name) => _inputs[name];

    public override ReadOnlySpan<float> Output(string name) =>
        (_current.Opened ?? throw new InvalidOperationException("Nothing has run.")).Output(name);

    /// <inheritdoc/>
    /// <remarks>A canceled run is no fault of the engine; but where the engine was lost before, the next one is opened all the same.</remarks>
    public override void Run(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TakeBack();
        EngineFault? fault = _inUse ? _current.Opened!.Run(cancellationToken) : null;
        if (fault == EngineFault.Canceled)
            throw new OperationCanceledException(cancellationToken);
        if (!_inUse || fault is not null)
            RunElsewhere(fault, cancellationToken);
    }

    public override void Rebuild(Action<OpSet> build, IReadOnlySet<string> replaced)
    {
        NetworkRecipe recipe = _recipe.Rebuilt(build, replaced);
        // Other engines that are open follow when they are needed.
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
        // A program that ends while a driver is still at work may crash in it.
        foreach (Candidate candidate in _candidates)
            candidate.Join(ClosingLimit);
    }

    /// <summary>Opens a candidate's engine for the network of this moment.</summary>
    private OpenedEngine Open(Engine engine, IProgress<double>? progress, CancellationToken cancellationToken) =>
        OpenedEngine.Open(engine, _recipe, _inputs, _terms, progress, cancellationToken);

    /// <summary>Before a run: whether a better engine than the one in use has come back.</summary>
    private void TakeBack()
    {
        foreach (Candidate better in _candidates)
        {
            if (_inUse && better == _current)
                return;
            if (better.Opened is not null && BringUpToDate(better))
            {
                Change(better, "it works again.");
                return;
            }
        }
    }

    /// <summary>Runs the inputs at hand on other engines after the one in use failed.</summary>
    private void RunElsewhere(EngineFault? fault, CancellationToken cancellationToken)
    {
        Exception? first = fault?.Exception;
        string lost = $"'{_current.Engine.Name}' was lost: {fault?.Reason ?? _current.Report.Reason}";
        bool onlyNotANumber = fault is null || fault == EngineFault.NotANumber;
        if (fault is not null)
            Lose(_current, fault);
        int from = Array.IndexOf(_candidates, _current);
        // The next ones first; then those before it and at last itself, which may have been lost for a moment only.
        for (int i = 1; i <= _candidates.Length; i++)
        {
            Candidate next = _candidates[(from + i) % _candidates.Length];
            // It has only just begun to close.
            if (next == _current)
                next.Join(ClosingLimit);
            if (!TryOpen(next))
                continue;
            fault = next.Opened!.Run(cancellationToken);
            onlyNotANumber &= fault is null || fault == EngineFault.NotANumber;
            // Where all answer so, the weights are damaged, which whoever reads the answer will see.
            if (fault is null || fault == EngineFault.Canceled || onlyNotANumber && i >= _candidates.Length - 1)
            {
                Change(next, next == _current ? $"{lost} It was opened anew." : lost);
                if (fault == EngineFault.Canceled)
                    throw new OperationCanceledException(cancellationToken);
                return;
            }
            first ??= fault.Exception;
            Lose(next, fault);
        }
        throw new EngineException(EnginePicker.NoneWorks(_candidates), first);
    }

    private bool TryOpen(Candidate candidate)
    {
        int index = Array.IndexOf(_candidates, candidate);
        // Only while the retry is held does nobody else open the engine: what is open now stays the only one.
        if (!_retries[index].TryHold())
            return false;
        if (candidate.Opened is not null)
            return BringUpToDate(candidate);
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
            candidate.Refuse(exception.Message);
        }
        catch (Exception exception) when (isNew && EnginePicker.IsOfEngine(exception))
        {
            candidate.Refuse(exception.Message);
        }
        catch (Exception exception) when (EnginePicker.IsOfEngine(exception))
        {
            candidate.Lose(exception.Message);
            _retries[index].Start(runs: 0);
        }
        return false;
    }

    /// <summary>An engine opened in the background may know an older network.</summary>
    private bool BringUpToDate(Candidate candidate)
    {
        if (candidate.Opened!.Recipe == _recipe || candidate.Opened.Rebuild(_recipe) is not { } fault)
            return true;
        Lose(candidate, fault);
        return false;
    }

    private void Lose(Candidate candidate, EngineFault fault)
    {
        long runs = candidate.Opened?.Runs ?? 0;
        candidate.Lose(fault.Reason);
        _inUse &= candidate != _current;
        _retries[Array.IndexOf(_candidates, candidate)].Start(runs);
    }

    /// <summary>Another engine runs the model from now on; those after it are needed no more.</summary>
    private void Change(Candidate next, string reason)
    {
        Candidate previous = _current;
        if (previous != next && previous.Report.State == EngineState.InUse)
            previous.Rest("a better one is back.");
        next.Use(reason);
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
