using MmaDfer.Sdk.Ops;

namespace MmaDfer.Sdk.Engines;

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
