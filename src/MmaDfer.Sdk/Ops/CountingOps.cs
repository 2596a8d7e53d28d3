using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Ops;

/// <summary>
/// Computes nothing, but counts the floating-point operations of matrix products (a multiplication and an addition each), as published
/// figures do. Also collects the inputs and outputs.
/// </summary>
internal sealed class CountingOps : OpSet
{
    /// <summary>Floating-point operations so far.</summary>
    public long FloatOperations { get; private set; }

    /// <summary>Names of the weights that are used.</summary>
    public HashSet<string> Weights { get; } = [];

    /// <summary>Inputs by name.</summary>
    public Dictionary<string, Shape> Inputs { get; } = [];

    /// <summary>Outputs by name.</summary>
    public Dictionary<string, Shape> Outputs { get; } = [];

    protected override Value InputCore(string name, Shape shape)
    {
        Inputs[name] = shape;
        return new Counted(shape);
    }

    protected override void OutputCore(string name, Value value) => Outputs[name] = value.Shape;

    protected override Value ParameterCore(Weight weight) => Using(new Counted(weight.Shape), weight);

    protected override Value PatchesCore(Value images, Weight weight, Weight bias, Shape result) =>
        Using(Product(result, weight.Shape.Count / weight.Shape[0]), weight, bias);

    protected override Value LinearCore(Value x, Weight weight, Weight? bias, Shape result) =>
        Using(Product(result, weight.Shape[1]), weight, bias);

    protected override Value AttentionCore(Value q, Value k, Value v, int heads)
    {
        // Scores, then weighted sums: each is queries x keys x width of all heads.
        FloatOperations += 4 * q.Shape.Count * k.Shape[1];
        return new Counted(q.Shape);
    }

    protected override Value LayerNormCore(Value x, Weight weight, Weight bias, float epsilon) => Using(x, weight, bias);

    protected override Value GeluCore(Value x) => x;

    protected override Value GeluTanhCore(Value x) => x;

    protected override Value AddCore(Value x, Value y) => x;

    protected override Value GatedAddCore(Value x, Value update, Weight gate) => Using(x, gate);

    protected override Value AddTokensCore(Value x, Weight rows, int start) => Using(x, rows);

    protected override Value ScaleRowsCore(Value x, Value factors) => x;

    protected override Value MeanOfTokensCore(Value x, Shape result) => new Counted(result);

    protected override Value ConcatTokensCore(ReadOnlySpan<Value> values, Shape result) => new Counted(result);

    protected override Value SliceCore(Value x, int axis, int start, Shape result) => new Counted(result);

    protected override Value ReshapeCore(Value x, Shape result) => new Counted(result);

    private Value Using(Value result, params ReadOnlySpan<Weight?> weights)
    {
        foreach (Weight? weight in weights)
        {
            if (weight is not null)
                Weights.Add(weight.Name);
        }
        return result;
    }

    private Counted Product(Shape result, long depth)
    {
        FloatOperations += 2 * result.Count * depth;
        return new Counted(result);
    }

    private sealed class Counted(Shape shape) : Value(shape);
}
