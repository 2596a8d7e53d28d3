namespace MmaDfer.Sdk.Weights;

/// <summary>Names and shapes of weights that an engine has read; the values are with the engine alone now.</summary>
internal sealed class SpentWeights(WeightStore weights) : WeightStore
{
    public override string Origin { get; } = weights.Origin;

    public override IReadOnlyDictionary<string, TensorInfo> Tensors { get; } = weights.Tensors;

    public override IReadOnlyDictionary<string, string> Metadata { get; } = weights.Metadata;

    public override void Read(TensorInfo tensor, long start, Span<float> destination) =>
        throw new InvalidOperationException($"The values of '{tensor.Name}' were read before and are no longer at hand.");
}
