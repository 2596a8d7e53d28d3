using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.TorchSharp.Recording;
using MmaDfer.Sdk.TorchSharp.Running;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp;

/// <summary>A network on libtorch, with its weights.</summary>
internal sealed class TorchSession : PreparedSession<TorchNetwork, TorchWeights>
{
    private readonly TorchEngine _engine;
    private readonly TorchPlace _place;

    public TorchSession(TorchEngine engine, Action<OpSet> build, IProgress<double>? progress, CancellationToken cancellationToken)
        : base(engine)
    {
        _engine = engine;
        _place = new TorchPlace(engine);
        Prepare(new TorchWeights(_place), build, progress, cancellationToken);
    }

    /// <summary>Another network over the weights of <paramref name="owner"/>.</summary>
    private TorchSession(TorchSession owner, Action<OpSet> build)
        : base(owner.Engine)
    {
        _engine = owner._engine;
        _place = owner._place;
        Prepare(owner.ShareCurrentWeights(), build);
    }

    /// <inheritdoc/>
    /// <remarks>Allocates TorchSharp's handles of tensors, which are disposed when it returns.</remarks>
    public override void Run(CancellationToken cancellationToken = default)
    {
        try
        {
            _place.Enter();
            using IDisposable mode = inference_mode();
            // For tensors that TorchSharp makes internally, and those that a failed run leaves.
            using var scope = NewDisposeScope();
            Network.Run(cancellationToken);
        }
        catch (Exception exception) when (TorchFault.Is(exception))
        {
            throw TorchFault.Of(_engine, exception);
        }
    }

    public override Session Share(Action<OpSet> build) => new TorchSession(this, build);

    protected override TorchWeights ShareWeights(TorchWeights weights, IReadOnlySet<string> except) => new(_place, weights, except);

    protected override TorchNetwork CreateNetwork(
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
