using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Engines.Cpu;

/// <summary>
/// The same function with other numbers inside: every 128th channel of the norms' and of the attentions' results is larger by a factor, and
/// the weights of the layers that read them are smaller by it.
/// </summary>
internal sealed class OutlierWeights(WeightStore below, float factor) : WeightStore
{
    public override string Origin => below.Origin;

    public override IReadOnlyDictionary<string, TensorInfo> Tensors => below.Tensors;

    public override IReadOnlyDictionary<string, string> Metadata => below.Metadata;

    public override void Read(TensorInfo tensor, long start, Span<float> destination)
    {
        below.Read(tensor, start, destination);
        string name = tensor.Name;
        int width = tensor.Shape[^1];
        if (!name.Contains(".blocks.", StringComparison.Ordinal))
            return;
        bool norm = name.Contains(".norm", StringComparison.Ordinal), joined = name.Contains(".qkv.", StringComparison.Ordinal);
        bool reads = tensor.Shape.Rank == 2 && (joined || name.Contains(".fc1.", StringComparison.Ordinal) || name.Contains(".proj.", StringComparison.Ordinal));
        // The last third of queries, keys and values.
        int values = joined ? tensor.Shape[0] / 3 * 2 : int.MaxValue;
        for (int i = 0; i < destination.Length; i++)
        {
            long element = start + i;
            int row = (int)(tensor.Shape.Rank == 2 ? element / width : element), column = (int)(element % width);
            if (reads && IsLarge(column))
                destination[i] /= factor;
            if (norm && IsLarge(column) || row >= values && IsLarge(row - values))
                destination[i] *= factor;
        }
    }

    private static bool IsLarge(int channel) => channel % 128 == 7;
}
