using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Weights;

/// <summary>Tensors in memory: in arrays of this store, or wherever their owner keeps them.</summary>
internal sealed class MemoryWeights(string origin, IReadOnlyDictionary<string, string>? metadata = null) : WeightStore
{
    private readonly Dictionary<string, TensorInfo> _tensors = [];
    private readonly Dictionary<string, Source> _sources = [];

    /// <summary>The present values of a tensor. Called for each read, so the memory may move between two reads.</summary>
    public delegate ReadOnlySpan<float> Source();

    public override string Origin { get; } = origin;

    public override IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    public override IReadOnlyDictionary<string, string> Metadata { get; } = metadata ?? new Dictionary<string, string>();

    /// <summary>A copy of a whole store.</summary>
    public static MemoryWeights CopyOf(WeightStore weights)
    {
        var copy = new MemoryWeights(weights.Origin, weights.Metadata);
        foreach (TensorInfo tensor in weights.Tensors.Values)
            copy.Set(tensor.Name, tensor.Shape, weights.ReadAll(tensor));
        return copy;
    }

    /// <summary>Adds a tensor or replaces it; the array is used directly, not copied.</summary>
    public void Set(string name, Shape shape, float[] values)
    {
        if (values.Length != shape.Count)
            throw new ArgumentException($"The tensor '{name}' of shape {shape} needs {shape.Count} values, not {values.Length}.", nameof(values));
        Set(name, shape, () => values);
    }

    /// <summary>Adds a tensor or replaces it; its values stay where they are and are copied when they are read.</summary>
    public void Set(string name, Shape shape, Source source)
    {
        _tensors[name] = new TensorInfo(name, shape, TensorType.Float32);
        _sources[name] = source;
    }

    public override void Read(TensorInfo tensor, long start, Span<float> destination)
    {
        ReadOnlySpan<float> values = _sources[tensor.Name]();
        CheckRange(values.Length, start, destination.Length);
        values.Slice((int)start, destination.Length).CopyTo(destination);
    }
}
