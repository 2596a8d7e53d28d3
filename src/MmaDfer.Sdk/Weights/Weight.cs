using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Weights;

/// <summary>A named constant of the network: where its values are to be read, by whichever engine needs them.</summary>
internal sealed class Weight(WeightStore store, TensorInfo tensor)
{
    public string Name => tensor.Name;

    public Shape Shape => tensor.Shape;

    public WeightStore Store => store;

    /// <summary>Copies elements from <paramref name="start"/> on (row-major) as float32; safe from several threads.</summary>
    public void Read(long start, Span<float> destination) => store.Read(tensor, start, destination);

    public float[] ReadAll() => store.ReadAll(tensor);
}
