namespace MmaDfer.Sdk.Weights;

/// <summary>Refuses weights that are NaN or infinite, because one of them makes every prediction NaN. Owns the store that it checks.</summary>
internal sealed class FiniteWeights(WeightStore inner) : WeightStore
{
    public override string Origin => inner.Origin;

    public override IReadOnlyDictionary<string, TensorInfo> Tensors => inner.Tensors;

    public override IReadOnlyDictionary<string, string> Metadata => inner.Metadata;

    /// <exception cref="ModelFileException">The file can no longer be read, or a value is NaN or infinite as float32.</exception>
    public override void Read(TensorInfo tensor, long start, Span<float> destination)
    {
        inner.Read(tensor, start, destination);
        for (int i = 0; i < destination.Length; i++)
        {
            if (!float.IsFinite(destination[i]))
                throw new ModelFileException(
                    $"{Origin}: element {start + i} of the tensor '{Printable.Text(tensor.Name)}' is {(float.IsNaN(destination[i]) ? "NaN" : "infinite")}; the network cannot compute with it; use a checkpoint from before the training diverged.");
        }
    }

    public override ByteWeight? Bytes(TensorInfo tensor) => inner.Bytes(tensor);

    public override void Dispose() => inner.Dispose();
}
