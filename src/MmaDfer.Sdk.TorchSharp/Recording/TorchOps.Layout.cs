using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp.Recording;

internal sealed partial class TorchOps
{
    protected override Value ConcatTokensCore(ReadOnlySpan<Value> values, Shape result)
    {
        int[] operands = new int[values.Length];
        // Sizes of those that are repeated.
        long[]?[] repeated = new long[]?[values.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            operands[i] = Slot(values[i]);
            repeated[i] = values[i].Shape[0] == result[0] ? null : Sizes(values[i].Shape.With(0, result[0]));
        }
        return Record(result, operands, o =>
        {
            var parts = new Tensor[o.Length];
            for (int i = 0; i < parts.Length; i++)
                parts[i] = repeated[i] is { } sizes ? o[i].expand(sizes) : o[i];
            Tensor joined = cat(parts, 1);
            for (int i = 0; i < parts.Length; i++)
            {
                if (repeated[i] is not null)
                    parts[i].Dispose();
            }
            return joined;
        });
    }

    protected override Value SliceCore(Value x, int axis, int start, Shape result)
    {
        long length = result[axis];
        return Record(result, [Slot(x)], o => o[0].narrow(axis, start, length));
    }

    protected override Value ReshapeCore(Value x, Shape result)
    {
        long[] sizes = Sizes(result);
        return Record(result, [Slot(x)], o => o[0].reshape(sizes));
    }
}
