using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Conformance;

/// <summary>Made-up inputs and weights for a few ops, run once on an engine.</summary>
internal sealed class OpFixture(Engine engine)
{
    private readonly Dictionary<string, (Shape Shape, float[] Values)> _inputs = [];
    private readonly NamedWeights _weights = new();

    public Engine Engine => engine;

    /// <summary>A float array of a shape with values in [-1, 1) that depend on its name alone.</summary>
    public static float[] Values(string name, Shape shape)
    {
        float[] values = new float[shape.Count];
        HashedTensors.Uniform(name, 0, values);
        return values;
    }

    public float[] AddInput(string name, Shape shape, float scale = 1)
    {
        float[] values = [.. Values(name, shape).Select(v => v * scale)];
        _inputs.Add(name, (shape, values));
        return values;
    }

    public float[] AddWeight(string name, params int[] sizes) => _weights.Add(name, Values(name, new Shape(sizes)), new Shape(sizes));

    public Weight Weight(string name) => new WeightScope(_weights)[name];

    /// <summary>Builds, runs twice (a plan must leave nothing behind) and gives the output.</summary>
    public float[] Run(Func<OpSet, Func<string, Value>, Value> build)
    {
        using Session session = engine.Prepare(ops =>
        {
            Dictionary<string, Value> values = _inputs.ToDictionary(i => i.Key, i => ops.Input(i.Key, i.Value.Shape));
            ops.Output("result", build(ops, name => values[name]));
        });
        float[] first = RunOnce(session), second = RunOnce(session);
        CollectionAssert.AreEqual(first, second, "A second run of the same inputs differs.");
        return second;
    }

    private float[] RunOnce(Session session)
    {
        foreach ((string name, (_, float[] values)) in _inputs)
            values.CopyTo(session.Input(name));
        session.Run();
        return session.Output("result").ToArray();
    }

    private sealed class NamedWeights : WeightStore
    {
        private readonly Dictionary<string, TensorInfo> _tensors = [];
        private readonly Dictionary<string, float[]> _values = [];

        public override string Origin => "test weights";

        public override IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

        public override IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

        public float[] Add(string name, float[] values, Shape shape)
        {
            _tensors.Add(name, new TensorInfo(name, shape, TensorType.Float32));
            _values.Add(name, values);
            return values;
        }

        public override void Read(TensorInfo tensor, long start, Span<float> destination) =>
            _values[tensor.Name].AsSpan((int)start, destination.Length).CopyTo(destination);
    }
}
