using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.TorchSharp.Recording;
using MmaDfer.Sdk.TorchSharp.Running;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp;

/// <summary>A network on libtorch, with its weights.</summary>
internal sealed class TorchSession : Session
{
    private readonly TorchEngine _engine;
    private readonly TorchPlace _place;
    private readonly TorchWeights _weights;
    private TorchWeights? _replaced;
    private TorchNetwork _network = null!;

    public TorchSession(TorchEngine engine, Action<OpSet> build, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        _engine = engine;
        _place = new TorchPlace(engine);
        _weights = new TorchWeights(_place);
        try
        {
            _network = Prepare(build, _weights, progress, cancellationToken);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Another network over the weights of <paramref name="owner"/>.</summary>
    private TorchSession(TorchSession owner, Action<OpSet> build)
    {
        _engine = owner._engine;
        _place = owner._place;
        _weights = new TorchWeights(_place, owner._replaced ?? owner._weights, new HashSet<string>());
        try
        {
            _network = Prepare(build, _weights, null, CancellationToken.None);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override Span<float> Input(string name) => _network.Inputs[name];

    public override ReadOnlySpan<float> Output(string name) => _network.Outputs[name];

    /// <summary>Allocates the handles that TorchSharp keeps of tensors, which are gone when it returns.</summary>
    public override void Run(CancellationToken cancellationToken = default)
    {
        try
        {
            _place.Enter();
            using IDisposable mode = inference_mode();
            // For what is made inside TorchSharp, and what a failed run leaves.
            using var scope = NewDisposeScope();
            _network.Run(cancellationToken);
        }
        catch (Exception exception) when (TorchFault.Is(exception))
        {
            throw TorchFault.Of(_engine, exception);
        }
    }

    public override void Rebuild(Action<OpSet> build, IReadOnlySet<string> replaced)
    {
        var weights = new TorchWeights(_place, _weights, replaced);
        TorchNetwork network;
        try
        {
            network = Prepare(build, weights, null, CancellationToken.None);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
        _network.Dispose();
        _replaced?.Dispose();
        _network = network;
        _replaced = weights;
    }

    public override Session Share(Action<OpSet> build) => new TorchSession(this, build);

    public override void Dispose()
    {
        _network?.Dispose();
        _replaced?.Dispose();
        _weights.Dispose();
    }

    private TorchNetwork Prepare(
        Action<OpSet> build, TorchWeights weights, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var ops = new TorchOps();
        build(ops);
        try
        {
            weights.Load(ops.Constants, _engine.Threads, progress, cancellationToken);
            return new TorchNetwork(_place, ops, weights);
        }
        catch (Exception exception) when (TorchFault.Is(exception))
        {
            throw TorchFault.Of(_engine, exception);
        }
    }
}
