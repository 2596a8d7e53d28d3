using MmaDfer.Sdk.Engines.Onnx.Native;
using MmaDfer.Sdk.Onnx;
using MmaDfer.Sdk.Ops;

namespace MmaDfer.Sdk.Engines.Onnx;

/// <summary>A network on ONNX Runtime, with its weights.</summary>
internal sealed class OnnxSession : PreparedSession<OnnxProgram, OnnxWeights>
{
    private readonly OnnxEngine _engine;
    private readonly OrtLibrary _library;

    public OnnxSession(
        OnnxEngine engine, OrtLibrary library, Action<OpSet> build, IProgress<double>? progress, CancellationToken cancellationToken)
        : base(engine)
    {
        _engine = engine;
        _library = library;
        Prepare(new OnnxWeights(library), build, progress, cancellationToken);
    }

    public override void Run(CancellationToken cancellationToken = default) => Network.Run(cancellationToken);

    protected override OnnxWeights ShareWeights(OnnxWeights weights, IReadOnlySet<string> except) => new(_library, weights, except);

    protected override OnnxProgram CreateNetwork(
        Action<OpSet> build, OnnxWeights weights, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        // CoreML does not know ONNX Runtime's own attention, nor may a plug-in, and WebGPU's is wrong where there are more keys than queries.
        bool fused = _engine.Options.Provider is not (OnnxProvider.CoreML or OnnxProvider.WebGpu or OnnxProvider.PlugIn);
        var ops = new OnnxOps(new OnnxOpsOptions { Precision = _engine.Options.Precision, FusedAttention = fused });
        build(ops);
        OnnxGraph graph = ops.Graph();
        weights.Load(graph, _engine.Threads, progress, cancellationToken);
        return new OnnxProgram(_library, _engine, graph, weights);
    }
}
