using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Onnx;

internal sealed partial class OnnxOps
{
    protected override Value ConcatTokensCore(ReadOnlySpan<Value> values, Shape result)
    {
        var inputs = new OnnxValue[values.Length];
        string scope = "";
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = Repeated((OnnxValue)values[i], result[0]);
            scope = inputs[i].Scope.Length > 0 ? inputs[i].Scope : scope;
        }
        return _graph.Node("Concat", scope, _type, result, inputs, OnnxAttribute.Of("axis", 1));
    }

    protected override Value SliceCore(Value x, int axis, int start, Shape result)
    {
        var value = (OnnxValue)x;
        // A slice of the outputs of a linear layer is a linear layer too: no copy, and the whole one is left out if it is not used.
        if (axis == x.Shape.Rank - 1 && _linear.TryGetValue(value, out (OnnxValue X, Weight Weight, Weight? Bias) layer))
            return Linear(layer.X, layer.Weight, layer.Bias, start, result);
        return _graph.Node(
            "Slice", value.Scope, _type, result,
            [value, _graph.Integers(start), _graph.Integers(start + result[axis]), _graph.Integers(axis)]);
    }

    protected override Value ReshapeCore(Value x, Shape result) => Reshaped((OnnxValue)x, result);

    private OnnxValue Reshaped(OnnxValue x, Shape shape) => x.Shape == shape
        ? x
        : _graph.Node("Reshape", x.Scope, x.Type, shape, [x, Sizes(shape)]);

    private OnnxValue Transposed(OnnxValue x, Shape shape, params ReadOnlySpan<int> order)
    {
        long[] permutation = new long[order.Length];
        for (int i = 0; i < permutation.Length; i++)
            permutation[i] = order[i];
        return _graph.Node("Transpose", x.Scope, x.Type, shape, [x], OnnxAttribute.Of("perm", permutation));
    }

    /// <summary>[1, T, D] as [rows, T, D].</summary>
    private OnnxValue Repeated(OnnxValue x, int rows)
    {
        if (x.Shape[0] == rows)
            return x;
        Shape shape = x.Shape.With(0, rows);
        return _graph.Node("Expand", x.Scope, x.Type, shape, [x, Sizes(shape)]);
    }

    private OnnxValue As(OnnxType type, OnnxValue x) => x.Type == type
        ? x
        : _graph.Node("Cast", x.Scope, type, x.Shape, [x], OnnxAttribute.Of("to", (long)type));

    private OnnxValue Sizes(Shape shape)
    {
        long[] sizes = new long[shape.Rank];
        for (int i = 0; i < sizes.Length; i++)
            sizes[i] = shape[i];
        return _graph.Integers(sizes);
    }
}
