using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.TorchSharp.Recording;
using MmaDfer.Sdk.TorchSharp.Running;
using MmaDfer.Sdk.Weights;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp;

/// <summary>
/// A network that trains on libtorch, by its autograd. Parameters and their gradients are float32 on the device, whatever the precision of
/// the network; the optimizer runs on the processor, so those of a GPU are copied there and back once a step. With memory saving, only
/// values that later parts of the network use are kept, and the backward pass recomputes each part.
/// </summary>
internal sealed class TorchTrainingSession : TrainingSession
{
    /// <summary>One for each block of the encoders.</summary>
    private const int MemorySavingParts = 12;

    private readonly TorchEngine _engine;
    private readonly TorchPlace _place;
    private readonly TorchWeights _weights;
    private readonly TorchParameters _parameters;
    private readonly TorchTape _tape = null!;
    private readonly TorchInputs _inputs = null!;
    private readonly TorchOutputs _outputs = null!, _outputGradients = null!;

    public TorchTrainingSession(
        TorchEngine engine, WeightStore store, IEnumerable<string> parameters, Action<OpSet, WeightStore> build,
        bool saveMemory, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        _engine = engine;
        _place = new TorchPlace(engine);
        _weights = new TorchWeights(_place);
        _parameters = new TorchParameters(_place);
        try
        {
            var ops = new TorchOps();
            build(ops, store);
            _parameters.Load(store, parameters);
            _weights.Load(ops.Constants.Where(c => !_parameters.Contains(c.Weight.Name)), engine.Threads, progress, cancellationToken);
            _tape = new TorchTape(ops, _weights, _parameters, saveMemory ? MemorySavingParts : 1);
            _inputs = new TorchInputs(_place, ops.Inputs, _tape.Program);
            _outputs = new TorchOutputs(_place, ops.Outputs);
            _outputGradients = new TorchOutputs(_place, ops.Outputs);
        }
        catch (Exception exception)
        {
            Dispose();
            if (TorchFault.Is(exception))
                throw TorchFault.Of(engine, exception);
            throw;
        }
    }

    public override IReadOnlyCollection<string> Parameters => _parameters.Names;

    public override IReadOnlyCollection<string> Inputs => _inputs.Names;

    public override Span<float> Input(string name) => _inputs[name];

    public override ReadOnlySpan<float> Output(string name) => _outputs[name];

    public override Span<float> OutputGradient(string name) => _outputGradients[name];

    public override Span<float> Parameter(string name) => _parameters.Value(name);

    public override Span<float> Gradient(string name) => _parameters.Gradient(name);

    public override void Forward() => Do(() =>
    {
        _inputs.Upload();
        _tape.Forward();
        _outputs.Download(_tape.Program);
    });

    public override void Backward() => Do(() => _parameters.Collect(scale =>
    {
        using var gradients = new TorchGradients(_place, _outputGradients, scale);
        _tape.Backward(gradients.Values, keep: _parameters.MayRepeat);
    }));

    public override void ParametersChanged() => Do(_parameters.Upload);

    public override void ZeroGradients() => Do(_parameters.ZeroGradients);

    public override void Dispose()
    {
        _tape?.Dispose();
        _inputs?.Dispose();
        _outputs?.Dispose();
        _outputGradients?.Dispose();
        _parameters.Dispose();
        _weights.Dispose();
    }

    private void Do(Action work)
    {
        try
        {
            _place.Enter();
            using var scope = NewDisposeScope();
            work();
        }
        catch (Exception exception)
        {
            _tape?.Free();
            if (TorchFault.Is(exception))
                throw TorchFault.Of(_engine, exception);
            throw;
        }
    }
}
