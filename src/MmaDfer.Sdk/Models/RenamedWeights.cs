using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>A store seen under other names or with other metadata. Owns the store behind it.</summary>
internal sealed class RenamedWeights : WeightStore
{
    private readonly WeightStore _inner;
    private readonly Dictionary<string, TensorInfo> _tensors = [];
    private readonly Dictionary<string, TensorInfo> _originals = [];

    public RenamedWeights(WeightStore inner, Func<string, string> rename, IReadOnlyDictionary<string, string> metadata)
    {
        _inner = inner;
        Metadata = metadata;
        foreach (TensorInfo tensor in inner.Tensors.Values)
        {
            string name = rename(tensor.Name);
            _tensors.Add(name, tensor with { Name = name });
            _originals.Add(name, tensor);
        }
    }

    public override string Origin => _inner.Origin;

    public override IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    public override IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>With one more metadata entry.</summary>
    public static WeightStore WithMetadata(WeightStore weights, string key, string value) =>
        new RenamedWeights(weights, name => name, new Dictionary<string, string>(weights.Metadata) { [key] = value });

    public override void Read(TensorInfo tensor, long start, Span<float> destination) =>
        _inner.Read(_originals[tensor.Name], start, destination);

    public override void Dispose() => _inner.Dispose();
}
