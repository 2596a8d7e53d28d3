using MmaDfer.Sdk.Engines.Onnx.Native;
using MmaDfer.Sdk.Onnx;
using MmaDfer.Sdk.Ops;

namespace MmaDfer.Sdk.Engines.Onnx;

/// <summary>A network on ONNX Runtime, with its weights.</summary>
internal sealed class OnnxSession : Session
{
    private readonly OnnxEngine _engine;
    private readonly OrtLibrary _library;
    private readonly OnnxWeights _weights;
    private OnnxProgram _program = null!;
    private OnnxWeights? _replaced;

    public OnnxSession(
        OnnxEngine engine, OrtLibrary library, Action<OpSet> build, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        _engine = engine;
        _library = library;
        _weights = new OnnxWeights(library);
        try
        {
            _program = Prepare(build, _weights, progress, cancellationToken);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override Span<float> Input(string name) => _program.Input(name);

    public override ReadOnlySpan<float> Output(string name) => _program.Output(name);

    public override void Run(CancellationToken cancellationToken = default) => _program.Run(cancellationToken);

    public override void Rebuild(Action<OpSet> build, IReadOnlySet<string> replaced)
    {
        var weights = new OnnxWeights(_library, _weights, replaced);
        OnnxProgram program;
        try
        {
            program = Prepare(build, weights, null, CancellationToken.None);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
        _program.Dispose();
        _replaced?.Dispose();
        _program = program;
        _replaced = weights;
    }

    public override void Dispose()
    {
        // The program uses the weights to its end.
        _program?.Dispose();
        _replaced?.Dispose();
        _weights.Dispose();
    }

    private OnnxProgram Prepare(
        Action<OpSet> build, OnnxWeights weights, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        // CoreML does not know ONNX Runtime's own attention, and WebGPU's is wrong where there are more keys than queries.
        bool fused = _engine.Options.Provider is not (OnnxProvider.CoreML or OnnxProvider.WebGpu);
        var ops = new OnnxOps(new OnnxOpsOptions { Half = _engine.Options.Half, FusedAttention = fused });
        build(ops);
        OnnxGraph graph = ops.Graph();
        weights.Load(graph, _engine.Threads, progress, cancellationToken);
        return new OnnxProgram(_library, _engine, graph, weights);
    }
}
