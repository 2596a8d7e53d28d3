using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Engines.Onnx;

/// <summary>Weights of which one is higher by 1; on demand no other may be read any more.</summary>
internal sealed class ChangedWeights(WeightStore weights, string changed) : WeightStore
{
    public bool Forbidden { get; set; }

    public override string Origin => weights.Origin;

    public override IReadOnlyDictionary<string, TensorInfo> Tensors => weights.Tensors;

    public override IReadOnlyDictionary<string, string> Metadata => weights.Metadata;

    public override void Read(TensorInfo tensor, long start, Span<float> destination)
    {
        if (Forbidden && tensor.Name != changed)
            throw new ModelFileException($"'{tensor.Name}' was read.");
        weights.Read(tensor, start, destination);
        if (tensor.Name != changed)
            return;
        foreach (ref float value in destination)
            value++;
    }
}
