using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Onnx;
using MmaDfer.Sdk.Ops;

namespace MmaDfer.Sdk.Tests.Onnx;

/// <summary>An engine that exports the network, reads the bytes back and interprets them: slow, and without any runtime.</summary>
internal sealed class InterpretedEngine(OnnxOpsOptions options) : Engine
{
    public override string Name => "interpreted";

    public override string Description => $"{options}";

    internal override Session Prepare(
        Action<OpSet> build, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        var ops = new OnnxOps(options);
        build(ops);
        using var stream = new MemoryStream();
        ops.Graph().WriteTo(stream);
        return new Interpreted(this, new OnnxFile(stream.ToArray()));
    }

    private sealed class Interpreted(Engine engine, OnnxFile file) : Session
    {
        private readonly Dictionary<string, float[]> _inputs = file.Inputs.ToDictionary(i => i.Name, i => new float[i.Shape.Count]);
        private Dictionary<string, float[]> _outputs = [];

        public override Engine Engine => engine;

        public override Span<float> Input(string name) => _inputs[name];

        public override ReadOnlySpan<float> Output(string name) => _outputs[name];

        public override void Run(CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _outputs = new OnnxInterpreter(file).Run(_inputs);
        }

        public override void Rebuild(Action<OpSet> build, IReadOnlySet<string> replaced) => throw new NotSupportedException();

        public override void Dispose()
        {
        }
    }
}
