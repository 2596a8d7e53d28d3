using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Ops;

/// <summary>
/// The fixed set of ops in which the network is written. The public method of each op checks shapes, names the rule that is violated, and
/// determines the result's shape; an engine implements only the protected <c>...Core</c> method. A wrong checkpoint therefore fails with
/// the same message on every engine, before anything runs. Not thread-safe.
/// </summary>
internal abstract class OpSet
{
    /// <summary>Declares an input that the caller fills before each run.</summary>
    public Value Input(string name, Shape shape) => InputCore(name, shape);

    /// <summary>Declares a result that the caller reads after each run.</summary>
    public void Output(string name, Value value) => OutputCore(name, value);

    /// <summary>A weight as a value: tokens, prompts, position embeddings.</summary>
    public Value Parameter(Weight weight) => ParameterCore(weight);

    /// <summary>
    /// Divides images into square patches and projects each: a convolution whose stride is its kernel size.
    /// [R, C, H, W] with weight [D, C, P, P] gives [R, H/P * W/P, D], patches row-major.
    /// </summary>
    public Value Patches(Value images, Weight weight, Weight bias)
    {
        Shape x = images.Shape, w = weight.Shape;
        Require(x.Rank == 4 && w.Rank == 4 && w[2] == w[3] && x[1] == w[1] && x[2] % w[2] == 0 && x[3] % w[3] == 0,
            nameof(Patches), weight, x, "images [R, C, H, W] need a weight [D, C, P, P] with P dividing H and W");
        RequireVector(nameof(Patches), bias, w[0]);
        return PatchesCore(images, weight, bias, new Shape(x[0], x[2] / w[2] * (x[3] / w[3]), w[0]));
    }

    /// <summary>x W^T + b over the last dimension: [..., K] with weight [N, K] and bias [N] gives [..., N].</summary>
    public Value Linear(Value x, Weight weight, Weight? bias)
    {
        Require(weight.Shape.Rank == 2 && x.Shape.Rank >= 2 && x.Shape[^1] == weight.Shape[1],
            nameof(Linear), weight, x.Shape, "the weight must be [outputs, last size of the input]");
        if (bias is not null)
            RequireVector(nameof(Linear), bias, weight.Shape[0]);
        return LinearCore(x, weight, bias, x.Shape.WithLast(weight.Shape[0]));
    }

    /// <summary>Normalizes the last dimension to mean 0 and (population) variance 1, then scales and shifts.</summary>
    public Value LayerNorm(Value x, Weight weight, Weight bias, float epsilon)
    {
        RequireVector(nameof(LayerNorm), weight, x.Shape[^1]);
        RequireVector(nameof(LayerNorm), bias, x.Shape[^1]);
        return LayerNormCore(x, weight, bias, epsilon);
    }

    /// <summary>
    /// softmax(q k^T / sqrt(d)) v in each head: q [R, T, heads * d], k and v [R, S, heads * d]; heads are side by side in
    /// the last dimension.
    /// </summary>
    public Value Attention(Value q, Value k, Value v, int heads)
    {
        Require(q.Shape.Rank == 3 && k.Shape == v.Shape && k.Shape.With(1, q.Shape[1]) == q.Shape,
            nameof(Attention), q.Shape, k.Shape, "queries, keys and values must be [R, T, heads * width] of one R and width");
        Require(heads > 0 && q.Shape[2] % heads == 0,
            nameof(Attention), q.Shape, k.Shape, $"{heads} heads must divide the last size");
        return AttentionCore(q, k, v, heads);
    }

    /// <summary>x Phi(x) with the exact normal distribution function (erf).</summary>
    public Value Gelu(Value x) => GeluCore(x);

    /// <summary>The tanh approximation of GELU: 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))).</summary>
    public Value GeluTanh(Value x) => GeluTanhCore(x);

    /// <summary>x + y; a dimension of y may be 1 where x's is not (y is repeated along it).</summary>
    public Value Add(Value x, Value y)
    {
        bool fits = x.Shape.Rank == y.Shape.Rank;
        for (int i = 0; fits && i < x.Shape.Rank; i++)
            fits = y.Shape[i] == x.Shape[i] || y.Shape[i] == 1;
        Require(fits, nameof(Add), x.Shape, y.Shape, "each size of the second must be that of the first, or 1");
        return AddCore(x, y);
    }

    /// <summary>x + tanh(gate) * update, with one gate for all elements.</summary>
    public Value GatedAdd(Value x, Value update, Weight gate)
    {
        RequireVector(nameof(GatedAdd), gate, 1);
        Require(x.Shape == update.Shape, nameof(GatedAdd), x.Shape, update.Shape, "they must be equal");
        return GatedAddCore(x, update, gate);
    }

    /// <summary>x with <paramref name="rows"/> [n, D] added to tokens start .. start + n of every row of x [R, T, D].</summary>
    public Value AddTokens(Value x, Weight rows, int start)
    {
        Require(x.Shape.Rank == 3 && rows.Shape.Rank == 2 && rows.Shape[1] == x.Shape[2]
                && start >= 0 && start + rows.Shape[0] <= x.Shape[1],
            nameof(AddTokens), rows, x.Shape, $"tokens of the input's width, from token {start} on, must lie inside it");
        return AddTokensCore(x, rows, start);
    }

    /// <summary>x [R, T, D] with all elements of row r multiplied by factors[r]; factors are [R, 1, 1].</summary>
    public Value ScaleRows(Value x, Value factors)
    {
        Require(x.Shape.Rank == 3 && factors.Shape == new Shape(x.Shape[0], 1, 1),
            nameof(ScaleRows), x.Shape, factors.Shape, "[R, T, D] needs factors [R, 1, 1]");
        return ScaleRowsCore(x, factors);
    }

    /// <summary>Mean over the second dimension: [B, T, D] gives [B, 1, D].</summary>
    public Value MeanOfTokens(Value x)
    {
        Require(x.Shape.Rank == 3 && x.Shape[1] > 0, nameof(MeanOfTokens), x.Shape, x.Shape, "[B, T, D] with T > 0 is needed");
        return MeanOfTokensCore(x, x.Shape.With(1, 1));
    }

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

    protected abstract Value InputCore(string name, Shape shape);

    protected abstract void OutputCore(string name, Value value);

    protected abstract Value ParameterCore(Weight weight);

    protected abstract Value PatchesCore(Value images, Weight weight, Weight bias, Shape result);

    protected abstract Value LinearCore(Value x, Weight weight, Weight? bias, Shape result);

    protected abstract Value LayerNormCore(Value x, Weight weight, Weight bias, float epsilon);

    protected abstract Value AttentionCore(Value q, Value k, Value v, int heads);

    protected abstract Value GeluCore(Value x);

    protected abstract Value GeluTanhCore(Value x);

    protected abstract Value AddCore(Value x, Value y);

    protected abstract Value GatedAddCore(Value x, Value update, Weight gate);

    protected abstract Value AddTokensCore(Value x, Weight rows, int start);

    protected abstract Value ScaleRowsCore(Value x, Value factors);

    protected abstract Value MeanOfTokensCore(Value x, Shape result);

    protected abstract Value ConcatTokensCore(ReadOnlySpan<Value> values, Shape result);

    protected abstract Value SliceCore(Value x, int axis, int start, Shape result);

    protected abstract Value ReshapeCore(Value x, Shape result);

    private static void RequireVector(string op, Weight weight, int size)
    {
        if (weight.Shape != new Shape(size))
            throw new ShapeMismatchException(
                $"{weight.Store.Origin}: {op}: the tensor '{weight.Name}' has shape {weight.Shape}; [{size}] is needed.");
    }

    private static void Require(bool holds, string op, Weight weight, Shape input, string rule)
    {
        if (!holds)
            throw new ShapeMismatchException(
                $"{weight.Store.Origin}: {op}: the tensor '{weight.Name}' has shape {weight.Shape} and its input has shape {input}; {rule}.");
    }

    private static void Require(bool holds, string op, Shape left, Shape right, string rule)
    {
        if (!holds)
            throw new ShapeMismatchException($"{op}: shapes {left} and {right} do not fit; {rule}.");
    }
}

/// <summary>A result of an op, as an engine represents it. Only its shape is common to all engines.</summary>
internal abstract class Value(Shape shape)
{
    public Shape Shape { get; } = shape;
}
