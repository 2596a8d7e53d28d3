using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using MmaDfer.Sdk.Predictions;

namespace MmaDfer.Sdk.Engines.Picking;

/// <summary>
/// The real network on one engine that computed the proof network correctly. Runs copy the caller's inputs in and the outputs out, so
/// the loss of the engine does not affect them. Calls that can hang are made on a thread of their own. One caller at a time.
/// </summary>
internal sealed class OpenedEngine : IDisposable
{
    private const int TimedRuns = 3;

    private readonly Dictionary<string, float[]> _inputs, _outputs = [];
    private readonly FailoverTerms _terms;
    private readonly EngineThread? _thread;
    private readonly Action _run;
    private Session? _session;
    private CancellationToken _cancellationToken;

    private OpenedEngine(Engine engine, NetworkRecipe recipe, Dictionary<string, float[]> inputs, FailoverTerms terms)
    {
        Engine = engine;
        _inputs = inputs;
        _terms = terms;
        _run = RunOnce;
        Adopt(recipe);
        if (engine.CanHang)
            _thread = new EngineThread(engine.Name, () => _session?.Dispose());
    }

    public Engine Engine { get; }

    /// <summary>The network that it computes.</summary>
    public NetworkRecipe Recipe { get; private set; } = null!;

    /// <summary>Time to open it.</summary>
    public TimeSpan OpenTime { get; private set; }

    /// <summary>Runs that succeeded.</summary>
    public long Runs { get; private set; }

    /// <summary>After disposal: whether a call into the engine has not returned yet.</summary>
    public bool IsStuck => _thread is { IsAlive: true };

    /// <summary>Checks an engine with the proof network, prepares the real network and runs it once: a first run may compile for long.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="recipe">The real network.</param>
    /// <param name="inputs">Memory of the inputs of all runs.</param>
    /// <param name="terms">Time limits.</param>
    /// <param name="progress">Told the share of the weights read, 0 to 1.</param>
    /// <param name="cancellationToken">Ends opening.</param>
    /// <exception cref="EngineException">The engine is not available or computes wrong results.</exception>
    /// <exception cref="TimeoutException">The limit passed; a thread may be abandoned in the driver.</exception>
    /// <exception cref="MmaDferException">The weights are the cause, not the engine.</exception>
    public static OpenedEngine Open(
        Engine engine, NetworkRecipe recipe, Dictionary<string, float[]> inputs, FailoverTerms terms,
        IProgress<double>? progress, CancellationToken cancellationToken)
    {
        // A thread that is abandoned must not continue when it returns.
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        CancellationToken wanted = giveUp.Token;
        var opened = new OpenedEngine(engine, recipe, inputs, terms);
        try
        {
            long start = Stopwatch.GetTimestamp();
            opened.Do(() => opened.Prepare(progress, wanted), terms.OpenTimeLimit, wanted);
            opened.OpenTime = Stopwatch.GetElapsedTime(start);
            return opened;
        }
        catch
        {
            giveUp.Cancel();
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Computes the outputs from the inputs; allocates nothing unless it fails.</summary>
    /// <param name="cancellationToken">Ends the run, where the engine supports it; otherwise the run is waited for.</param>
    /// <returns>The failure; null if there is none. After a failure of the engine it must be disposed.</returns>
    public EngineFault? Run(CancellationToken cancellationToken = default)
    {
        Exception? thrown = null;
        _cancellationToken = cancellationToken;
        if (_thread is null)
        {
            try
            {
                RunOnce();
            }
            catch (Exception exception)
            {
                thrown = exception;
            }
        }
        else if (!_thread.TryRun(_run, _terms.RunTimeLimit, CancellationToken.None, out thrown))
        {
            return new EngineFault(TooLong("a run", _terms.RunTimeLimit), null);
        }
        _cancellationToken = default;
        if (thrown is OperationCanceledException && cancellationToken.IsCancellationRequested)
            return EngineFault.Canceled;
        if (thrown is not null)
            return new EngineFault($"a run failed: {thrown.Message}", thrown);
        foreach ((_, float[] output) in _outputs)
        {
            if (!Probabilities.AreFinite(output))
                return EngineFault.NotANumber;
        }
        Runs++;
        return null;
    }

    /// <summary>Values of an output of the last run.</summary>
    public float[] Output(string name) => _outputs[name];

    /// <summary>Median time of a few runs.</summary>
    /// <exception cref="EngineException">A run failed.</exception>
    public TimeSpan Measure()
    {
        var times = new TimeSpan[TimedRuns];
        // One more, first, to warm up.
        for (int i = -1; i < TimedRuns; i++)
        {
            long start = Stopwatch.GetTimestamp();
            if (Run() is { } fault && fault != EngineFault.NotANumber)
                throw new EngineException(fault.Reason, fault.Exception);
            if (i >= 0)
                times[i] = Stopwatch.GetElapsedTime(start);
        }
        Array.Sort(times);
        return times[TimedRuns / 2];
    }

    /// <summary>Replaces the network.</summary>
    /// <returns>The failure of the engine, as of <see cref="Run"/>.</returns>
    /// <exception cref="ModelFileException">The weights are the cause; the network is unchanged.</exception>
    /// <exception cref="ShapeMismatchException">The weights are the cause; the network is unchanged.</exception>
    public EngineFault? Rebuild(NetworkRecipe recipe)
    {
        try
        {
            Do(() => recipe.Rebuild(_session!), _terms.OpenTimeLimit, CancellationToken.None);
            Adopt(recipe);
            return null;
        }
        catch (Exception exception) when (exception is not (ModelFileException or ShapeMismatchException))
        {
            return new EngineFault($"changing the network failed: {exception.Message}", exception);
        }
    }

    /// <summary>After disposal: waits until its memory is free.</summary>
    public void Join(TimeSpan limit) => _thread?.Join(limit);

    /// <summary>Closes the engine as soon as its present call returns; waits only for one that cannot hang.</summary>
    public void Dispose()
    {
        if (_thread is not null)
            _thread.End();
        else
            _session?.Dispose();
    }

    private void Prepare(IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ProofNetwork.Check(Engine, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        _session = Recipe.Prepare(Engine, progress, cancellationToken);
        if (!Engine.CanHang)
            return;
        foreach (string name in _inputs.Keys)
            ProofWeights.Fill(name, 0, 1, 0, _session.Input(name));
        _session.Run(cancellationToken);
    }

    private void RunOnce()
    {
        foreach ((string name, float[] input) in _inputs)
            input.CopyTo(_session!.Input(name));
        _session!.Run(_cancellationToken);
        foreach ((string name, float[] output) in _outputs)
        {
            ReadOnlySpan<float> answer = _session.Output(name);
            if (answer.Length != output.Length)
                throw new EngineException($"the output '{name}' has {answer.Length} values instead of {output.Length}.");
            answer.CopyTo(output);
        }
    }

    private void Do(Action work, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (_thread is null)
            work();
        else if (!_thread.TryRun(work, limit, cancellationToken, out Exception? thrown))
            throw new TimeoutException(TooLong("opening", limit));
        else if (thrown is not null)
            ExceptionDispatchInfo.Throw(thrown);
    }

    private void Adopt(NetworkRecipe recipe)
    {
        Recipe = recipe;
        _outputs.Clear();
        foreach ((string name, Tensors.Shape shape) in recipe.Outputs)
            _outputs.Add(name, new float[shape.Count]);
    }

    private static string TooLong(string what, TimeSpan limit) => string.Create(
        CultureInfo.InvariantCulture, $"{what} took more than {limit.TotalSeconds:0.##} s and was abandoned.");
}

/// <summary>A failure of an engine.</summary>
/// <param name="Reason">The end of a sentence that names the engine.</param>
/// <param name="Exception">The exception that it threw, if any.</param>
internal sealed record EngineFault(string Reason, Exception? Exception)
{
    /// <summary>An output that is not a number, because of the engine or of damaged weights, with which every engine returns it.</summary>
    public static EngineFault NotANumber { get; } = new("its output is not a number.", null);

    /// <summary>The caller canceled the run: not a failure of the engine.</summary>
    public static EngineFault Canceled { get; } = new("the run was canceled.", null);
}
