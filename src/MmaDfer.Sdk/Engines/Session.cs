using MmaDfer.Sdk.Ops;

namespace MmaDfer.Sdk.Engines;

/// <summary>
/// A network prepared on an engine. Not thread-safe: fill the inputs, run, read the outputs, one caller at a time.
/// </summary>
internal abstract class Session : IDisposable
{
    /// <summary>The engine that runs the network, or ran it last. May be read from any thread.</summary>
    public abstract Engine Engine { get; }

    /// <summary>The state of each engine that may run the network, the best first. May be read from any thread.</summary>
    public virtual IReadOnlyList<EngineReport> Reports =>
        [new EngineReport(Engine, EngineState.InUse, "it is the only one asked for.")];

    /// <summary>Memory of an input, row-major, for the caller to fill before each run.</summary>
    public abstract Span<float> Input(string name);

    /// <summary>Memory of an output, row-major; valid until the next run.</summary>
    public abstract ReadOnlySpan<float> Output(string name);

    /// <summary>Computes the outputs from the inputs; allocates nothing on the managed heap unless it can be canceled.</summary>
    /// <param name="cancellationToken">
    /// Ends the run between two steps, where the engine can. The outputs are then undefined; the session can run again.
    /// </param>
    /// <exception cref="OperationCanceledException">The token was canceled before the run was complete.</exception>
    /// <exception cref="EngineException">The engine failed.</exception>
    public abstract void Run(CancellationToken cancellationToken = default);

    /// <summary>
    /// Changes the network to another one that shares all weights but a few, without reading the shared ones again. If it throws, the
    /// session is unchanged.
    /// </summary>
    /// <param name="build">Describes the network.</param>
    /// <param name="replaced">
    /// Names of the weights that differ from those of <see cref="Engine.Prepare"/>, whatever was replaced before: only these are
    /// read from the store that <paramref name="build"/> takes them from.
    /// </param>
    public abstract void Rebuild(Action<OpSet> build, IReadOnlySet<string> replaced);

    /// <summary>
    /// Prepares another network over the current weights of this session, which are not read again. Dispose it before this session, and
    /// before the next <see cref="Rebuild"/>; the two must not run at the same time.
    /// </summary>
    /// <param name="build">Describes the network; it uses only weights of this session.</param>
    /// <exception cref="EngineException">The engine does not support it.</exception>
    public virtual Session Share(Action<OpSet> build) =>
        throw new EngineException("This engine cannot run several networks over the same weights; use 'cpu'.");

    /// <summary>The changes of engine since the last call.</summary>
    public virtual EngineChangedEventArgs[] TakeChanges() => [];

    public abstract void Dispose();
}

/// <summary>A network as an engine runs it, with memory for its inputs and outputs.</summary>
internal interface IPreparedNetwork : IDisposable
{
    Span<float> Input(string name);

    ReadOnlySpan<float> Output(string name);
}

/// <summary>
/// A session that owns a network and its weights. <see cref="Rebuild"/> replaces the network, and only those weights that differ.
/// </summary>
/// <typeparam name="TNetwork">The network as the engine runs it; it uses the weights until it is disposed.</typeparam>
/// <typeparam name="TWeights">The weights as the engine holds them.</typeparam>
internal abstract class PreparedSession<TNetwork, TWeights>(Engine engine) : Session
    where TNetwork : class, IPreparedNetwork
    where TWeights : class, IDisposable
{
    private TNetwork? _network;
    private TWeights? _weights, _replaced;

    public sealed override Engine Engine => engine;

    /// <summary>The network that runs now.</summary>
    protected TNetwork Network => _network!;

    public sealed override Span<float> Input(string name) => _network!.Input(name);

    public sealed override ReadOnlySpan<float> Output(string name) => _network!.Output(name);

    public sealed override void Rebuild(Action<OpSet> build, IReadOnlySet<string> replaced)
    {
        TWeights weights = ShareWeights(_weights!, replaced);
        TNetwork network;
        try
        {
            network = CreateNetwork(build, weights, null, CancellationToken.None);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
        _network!.Dispose();
        _replaced?.Dispose();
        _network = network;
        _replaced = weights;
    }

    public override void Dispose()
    {
        _network?.Dispose();
        _replaced?.Dispose();
        _weights?.Dispose();
    }

    /// <summary>Prepares the first network; called once, by the constructor. If it throws, the session is disposed.</summary>
    /// <param name="weights">Empty; becomes the session's.</param>
    /// <param name="build">Describes the network.</param>
    /// <param name="progress">Told the share of the weights read, 0 to 1.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    protected void Prepare(
        TWeights weights, Action<OpSet> build, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        _weights = weights;
        try
        {
            _network = CreateNetwork(build, weights, progress, cancellationToken);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Weights for another session, which reads none of those that this session uses now.</summary>
    protected TWeights ShareCurrentWeights() => ShareWeights(_replaced ?? _weights!, new HashSet<string>());

    /// <summary>Weights that share those of others, except for some names.</summary>
    protected abstract TWeights ShareWeights(TWeights weights, IReadOnlySet<string> except);

    /// <summary>Records a network, reads its weights, and prepares it.</summary>
    protected abstract TNetwork CreateNetwork(
        Action<OpSet> build, TWeights weights, IProgress<double>? progress, CancellationToken cancellationToken);
}
