using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Ops;

internal abstract partial class OpSet
{
    /// <summary>Joins tokens: values [R, T_i, D] give [R, sum of T_i, D]; a value with R = 1 is repeated to the others' R.</summary>
    public Value ConcatTokens(params ReadOnlySpan<Value> values)
    {
        int rows = 1, tokens = 0;
        foreach (Value value in values)
        {
            Require(value.Shape.Rank == 3 && value.Shape[2] == values[0].Shape[2],
                nameof(ConcatTokens), values[0].Shape, value.Shape, "all must be [R, T, D] with one D");
            rows = Math.Max(rows, value.Shape[0]);
            tokens += value.Shape[1];
        }
        foreach (Value value in values)
            Require(value.Shape[0] == rows || value.Shape[0] == 1,
                nameof(ConcatTokens), values[0].Shape, value.Shape, $"the first size must be {rows} or 1");
        return ConcatTokensCore(values, new Shape(rows, tokens, values[0].Shape[2]));
    }

    /// <summary>Elements start .. start + length of one dimension.</summary>
    public Value Slice(Value x, int axis, int start, int length)
    {
        Require(axis >= 0 && axis < x.Shape.Rank && start >= 0 && length > 0 && start + length <= x.Shape[axis],
            nameof(Slice), x.Shape, new Shape(length), $"elements {start}..{start + length} of dimension {axis} must lie inside it");
        return SliceCore(x, axis, start, x.Shape.With(axis, length));
    }

    /// <summary>The same elements in the same order under another shape.</summary>
    public Value Reshape(Value x, params int[] sizes)
    {
        var shape = new Shape(sizes);
        Require(shape.Count == x.Shape.Count, nameof(Reshape), x.Shape, shape, "both must have the same number of elements");
        return ReshapeCore(x, shape);
    }

    protected abstract Value ConcatTokensCore(ReadOnlySpan<Value> values, Shape result);

    protected abstract Value SliceCore(Value x, int axis, int start, Shape result);

    protected abstract Value ReshapeCore(Value x, Shape result);
}
