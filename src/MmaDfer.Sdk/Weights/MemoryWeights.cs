using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Weights;

/// <summary>Tensors in memory.</summary>
internal sealed class MemoryWeights(string origin, IReadOnlyDictionary<string, string>? metadata = null) : WeightStore
{
    private readonly Dictionary<string, TensorInfo> _tensors = [];
    private readonly Dictionary<string, float[]> _values = [];

    public override string Origin { get; } = origin;

    public override IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    public override IReadOnlyDictionary<string, string> Metadata { get; } = metadata ?? new Dictionary<string, string>();

    /// <summary>All that a store holds.</summary>
    public static MemoryWeights CopyOf(WeightStore weights)
    {
        var copy = new MemoryWeights(weights.Origin, weights.Metadata);
        foreach (TensorInfo tensor in weights.Tensors.Values)
            copy.Set(tensor.Name, tensor.Shape, weights.ReadAll(tensor));
        return copy;
    }

    /// <summary>Adds a tensor or replaces it; the array is used as it is, not copied.</summary>
    public void Set(string name, Shape shape, float[] values)
    {
        if (values.Length != shape.Count)
            throw new ArgumentException($"The tensor '{name}' of shape {shape} needs {shape.Count} values, not {values.Length}.", nameof(values));
        _tensors[name] = new TensorInfo(name, shape, TensorType.Float32);
        _values[name] = values;
    }

    public override void Read(TensorInfo tensor, long start, Span<float> destination)
    {
        float[] values = _values[tensor.Name];
        CheckRange(values.Length, start, destination.Length);
        values.AsSpan((int)start, destination.Length).CopyTo(destination);
    }
}
