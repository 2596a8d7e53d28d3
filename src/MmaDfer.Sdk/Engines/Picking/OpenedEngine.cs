using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using MmaDfer.Sdk.Predictions;

namespace MmaDfer.Sdk.Engines.Picking;

/// <summary>
/// The real network on one engine that has passed the proof. Runs copy the caller's inputs in and the outputs out, so a lost
/// engine takes neither along. Whatever can hang is done on a thread of its own. One caller at a time.
/// </summary>
internal sealed class OpenedEngine : IDisposable
{
    private const int TimedRuns = 3;

    private readonly Dictionary<string, float[]> _inputs, _outputs = [];
    private readonly EnginePicker _terms;
    private readonly EngineThread? _thread;
    private readonly Action _run;
    private Session? _session;
    private CancellationToken _cancellationToken;

    private OpenedEngine(Engine engine, NetworkRecipe recipe, Dictionary<string, float[]> inputs, EnginePicker terms)
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

    /// <summary>What opening took.</summary>
    public TimeSpan OpenTime { get; private set; }

    /// <summary>Runs that succeeded.</summary>
    public long Runs { get; private set; }

    /// <summary>After disposal: whether a call into the engine has still not come back.</summary>
    public bool IsStuck => _thread is { IsAlive: true };

    /// <summary>Proves an engine, makes the real network ready on it and runs it once: a first run may compile for long.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="recipe">The real network.</param>
    /// <param name="inputs">What runs take their inputs from.</param>
    /// <param name="terms">Time limits.</param>
    /// <param name="progress">Told the share of the weights read, 0 to 1.</param>
    /// <param name="cancellationToken">Ends opening.</param>
    /// <exception cref="EngineException">The engine is not available or computes wrong.</exception>
    /// <exception cref="TimeoutException">The limit passed; a thread may be left behind in the driver.</exception>
    /// <exception cref="MmaDferException">The weights are at fault, not the engine.</exception>
    public static OpenedEngine Open(
        Engine engine, NetworkRecipe recipe, Dictionary<string, float[]> inputs, EnginePicker terms,
        IProgress<double>? progress, CancellationToken cancellationToken)
    {
        // Whoever is left behind and comes back late is not to go on with work that nobody waits for.
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
    /// <param name="cancellationToken">Ends the run, where the engine can; an engine that cannot is waited for.</param>
    /// <returns>What went wrong; null if nothing. After a fault of the engine it must be disposed.</returns>
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
        // One more, first, to be warm.
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

    /// <summary>Puts another network in place.</summary>
    /// <returns>What went wrong with the engine, as of <see cref="Run"/>.</returns>
    /// <exception cref="ModelFileException">The weights are at fault; the network is as before.</exception>
    /// <exception cref="ShapeMismatchException">The weights are at fault; the network is as before.</exception>
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

    /// <summary>Waits for the end of a disposed one, so that its memory is free again.</summary>
    public void Join(TimeSpan limit) => _thread?.Join(limit);

    /// <summary>Closes the engine as soon as it comes back; waits only for one that cannot hang.</summary>
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
                throw new EngineException($"the output '{name}' has {answer.Length} values, where {output.Length} are right.");
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
        CultureInfo.InvariantCulture, $"{what} took more than {limit.TotalSeconds:0.##} s and was left behind.");
}
