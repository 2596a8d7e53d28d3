using System.Globalization;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MmaDfer.Sdk.TorchSharp.Recording;

internal sealed partial class TorchOps
{
    // Made once: a number that TorchSharp is handed is an object of libtorch's.
    private readonly Scalar _one = 1f;

    protected override Value AddCore(Value x, Value y) => Record(x.Shape, [Slot(x), Slot(y)], o => o[0].add(o[1], _one));

    protected override Value GatedAddCore(Value x, Value update, Weight gate)
    {
        int factor = Constant(gate, "tanh", g => g.tanh());
        return Record(x.Shape, [Slot(x), Slot(update), factor], o => o[0].addcmul(o[1], o[2], _one));
    }

    /// <summary>One sum with the rows among zeros: to cut the tokens out and put them back would copy all others too.</summary>
    protected override Value AddTokensCore(Value x, Weight rows, int start)
    {
        int after = x.Shape[1] - start - rows.Shape[0];
        string form = string.Create(CultureInfo.InvariantCulture, $"{start} zeros before, {after} after");
        int padded = Constant(rows, form, r => functional.pad(r, (0L, 0L, start, after)));
        return Record(x.Shape, [Slot(x), padded], o => o[0].add(o[1], _one));
    }

    protected override Value ScaleRowsCore(Value x, Value factors) => Record(x.Shape, [Slot(x), Slot(factors)], o => o[0].mul(o[1]));

    protected override Value MeanOfTokensCore(Value x, Shape result)
    {
        long[] tokens = [1];
        return Record(result, [Slot(x)], o =>
        {
            ScalarType type = o[0].dtype;
            Tensor mean = o[0].mean(tokens, keepdim: true, ScalarType.Float32);
            return type == ScalarType.Float32 ? mean : mean.to_type(type, disposeAfter: true);
        });
    }
}
