using System.Globalization;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;
using TorchSharp;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp.Recording;

/// <summary>
/// Records the ops of a network as calls of libtorch; computes nothing. A recorded network knows the last use of each value, so a run
/// frees memory early, and it is not built again for each run.
/// </summary>
internal sealed class TorchOps : OpSet
{
    private readonly List<TorchStep> _steps = [];
    private readonly Dictionary<(string Name, string Form), TorchConstant> _constants = [];
    private readonly Dictionary<string, (int Slot, Shape Shape)> _inputs = [], _outputs = [];
    private int _slots;

    /// <summary>All ops in the order of recording: each after those it uses.</summary>
    public IReadOnlyList<TorchStep> Steps => _steps;

    public IReadOnlyCollection<TorchConstant> Constants => _constants.Values;

    public IReadOnlyDictionary<string, (int Slot, Shape Shape)> Inputs => _inputs;

    public IReadOnlyDictionary<string, (int Slot, Shape Shape)> Outputs => _outputs;

    /// <summary>Number of slots that a run needs.</summary>
    public int Slots => _slots;

    protected override Value InputCore(string name, Shape shape)
    {
        var value = new TorchValue(shape, _slots++);
        _inputs.Add(name, (value.Slot, shape));
        return value;
    }

    protected override void OutputCore(string name, Value value) => _outputs.Add(name, (((TorchValue)value).Slot, value.Shape));

    protected override Value ParameterCore(Weight weight) => new TorchValue(weight.Shape, Constant(weight));

    /// <summary>
    /// As a linear layer over the pixels of each patch. A convolution on a GPU would be cuDNN's, which uses TensorFloat-32.
    /// </summary>
    protected override Value PatchesCore(Value images, Weight weight, Weight bias, Shape result)
    {
        Shape x = images.Shape;
        long side = weight.Shape[2], pixels = x[1] * side * side;
        long[] cut = [x[0], x[1], x[2] / side, side, x[3] / side, side], rows = [x[0], result[1], pixels];
        int matrix = Constant(weight, "matrix", w => w.reshape(w.shape[0], pixels));
        return Record(result, [Slot(images), matrix, Constant(bias)], o =>
        {
            using Tensor pieces = o[0].reshape(cut), turned = pieces.permute(0, 2, 4, 1, 3, 5), flat = turned.reshape(rows);
            return functional.linear(flat, o[1], o[2]);
        });
    }

    protected override Value LinearCore(Value x, Weight weight, Weight? bias, Shape result) => bias is null
        ? Record(result, [Slot(x), Constant(weight)], o => functional.linear(o[0], o[1]))
        : Record(result, [Slot(x), Constant(weight), Constant(bias)], o => functional.linear(o[0], o[1], o[2]));

    /// <summary>libtorch sums in float32 internally, whatever the type of its input.</summary>
    protected override Value LayerNormCore(Value x, Weight weight, Weight bias, float epsilon)
    {
        long[] width = [x.Shape[^1]];
        return Record(x.Shape, [Slot(x), Constant(weight), Constant(bias)],
            o => functional.layer_norm(o[0], width, o[1], o[2], epsilon));
    }

    /// <summary>By libtorch's fused attention, which keeps its softmax in float32.</summary>
    protected override Value AttentionCore(Value q, Value k, Value v, int heads)
    {
        long rows = q.Shape[0], width = q.Shape[2];
        long[] queries = [rows, q.Shape[1], heads, width / heads], keys = [rows, k.Shape[1], heads, width / heads];
        long[] joined = [rows, q.Shape[1], width];
        return Record(q.Shape, [Slot(q), Slot(k), Slot(v)], o =>
        {
            using Tensor qs = o[0].reshape(queries), ks = o[1].reshape(keys), vs = o[2].reshape(keys);
            using Tensor qh = qs.transpose(1, 2), kh = ks.transpose(1, 2), vh = vs.transpose(1, 2);
            using Tensor answer = functional.scaled_dot_product_attention(qh, kh, vh), turned = answer.transpose(1, 2);
            return turned.reshape(joined);
        });
    }

    protected override Value GeluCore(Value x) => Record(x.Shape, [Slot(x)], o => o[0].gelu());

    protected override Value GeluTanhCore(Value x) =>
        Record(x.Shape, [Slot(x)], o => o[0].gelu(global::TorchSharp.Modules.GELU.Approximate.tanh));

    private static int Slot(Value value) => ((TorchValue)value).Slot;

    /// <summary>The slot of a weight; one for all ops that use it in the same form.</summary>
    private int Constant(Weight weight, string form = "", Func<Tensor, Tensor>? transform = null)
    {
        if (!_constants.TryGetValue((weight.Name, form), out TorchConstant? constant))
            _constants.Add((weight.Name, form), constant = new TorchConstant(_slots++, weight, form, transform));
        return constant.Slot;
    }

    private TorchValue Record(Shape shape, int[] operands, Func<Tensor[], Tensor> compute)
    {
        var value = new TorchValue(shape, _slots++);
        _steps.Add(new TorchStep(value.Slot, operands, compute));
        return value;
    }

    private static long[] Sizes(Shape shape) => [.. shape.Sizes.ToArray().Select(s => (long)s)];

    // Created once: each scalar of TorchSharp is an object of libtorch.
    private readonly Scalar _one = 1f;

    protected override Value AddCore(Value x, Value y) => Record(x.Shape, [Slot(x), Slot(y)], o => o[0].add(o[1], _one));

    protected override Value GatedAddCore(Value x, Value update, Weight gate)
    {
        int factor = Constant(gate, "tanh", g => g.tanh());
        return Record(x.Shape, [Slot(x), Slot(update), factor], o => o[0].addcmul(o[1], o[2], _one));
    }

    /// <summary>One sum with the rows among zeros: to slice the tokens and join them again would copy all others too.</summary>
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

    protected override Value ConcatTokensCore(ReadOnlySpan<Value> values, Shape result)
    {
        int[] operands = new int[values.Length];
        // Sizes of the values that are repeated.
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
