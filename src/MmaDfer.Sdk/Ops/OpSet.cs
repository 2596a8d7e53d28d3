using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Ops;

/// <summary>
/// The closed vocabulary in which the network is written. The public half of each op checks shapes, names the rule that
/// broke and works out the result's shape; the protected <c>...Core</c> half is all that an engine supplies. A wrong
/// checkpoint therefore fails with the same sentence on every engine, before anything runs. Not safe for several threads.
/// </summary>
internal abstract partial class OpSet
{
    /// <summary>Declares an input that the caller fills before each run.</summary>
    public Value Input(string name, Shape shape) => InputCore(name, shape);

    /// <summary>Declares a result that the caller reads after each run.</summary>
    public void Output(string name, Value value) => OutputCore(name, value);

    /// <summary>A weight as a value: tokens, prompts, position embeddings.</summary>
    public Value Parameter(Weight weight) => ParameterCore(weight);

    /// <summary>
    /// Cuts images into square patches and projects each: a convolution whose stride is its kernel size.
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

    /// <summary>Normalises the last dimension to mean 0 and (population) variance 1, then scales and shifts.</summary>
    public Value LayerNorm(Value x, Weight weight, Weight bias, float epsilon)
    {
        RequireVector(nameof(LayerNorm), weight, x.Shape[^1]);
        RequireVector(nameof(LayerNorm), bias, x.Shape[^1]);
        return LayerNormCore(x, weight, bias, epsilon);
    }

    /// <summary>
    /// softmax(q k^T / sqrt(d)) v in each head: q [R, T, heads * d], k and v [R, S, heads * d]; heads lie side by side in
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
                $"{weight.Store.Origin}: {op}: the tensor '{weight.Name}' has shape {weight.Shape} and meets an input of shape {input}; {rule}.");
    }

    private static void Require(bool holds, string op, Shape left, Shape right, string rule)
    {
        if (!holds)
            throw new ShapeMismatchException($"{op}: shapes {left} and {right} do not fit; {rule}.");
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
}
