using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Onnx;

/// <summary>Records the ops of a network as an ONNX graph; computes nothing, and reads no weights.</summary>
internal sealed partial class OnnxOps(OnnxOpsOptions options) : OpSet
{
    private readonly OnnxGraphBuilder _graph = new();

    // The values that are linear layers: a slice of one is computed as a smaller layer.
    private readonly Dictionary<OnnxValue, (OnnxValue X, Weight Weight, Weight? Bias)> _linear = [];

    // Values that were made 8-bit numbers, for a weight with these factors.
    private readonly Dictionary<(OnnxValue X, string Factors), (OnnxValue Bytes, OnnxValue Scale, OnnxValue Zero)> _bytes = [];

    // The type of all values but the few that must be float32.
    private readonly OnnxType _type = options.Precision == Precision.Float16 ? OnnxType.Float16 : OnnxType.Float32;

    /// <summary>The graph recorded so far.</summary>
    public OnnxGraph Graph() => _graph.Build();

    protected override Value InputCore(string name, Shape shape) => As(_type, _graph.Input(name, shape));

    protected override void OutputCore(string name, Value value)
    {
        var x = (OnnxValue)value;
        if (x.Type == OnnxType.Float32)
            _graph.Output(name, "Identity", x);
        else
            _graph.Output(name, "Cast", x, OnnxAttribute.Of("to", (long)OnnxType.Float32));
    }

    protected override Value ParameterCore(Weight weight) => _graph.Constant(OnnxWeight.Whole(weight, _type));

    protected override Value PatchesCore(Value images, Weight weight, Weight bias, Shape result)
    {
        Shape x = images.Shape;
        int side = weight.Shape[2];
        string scope = Scope(weight);
        OnnxValue maps = _graph.Node(
            "Conv", scope, _type, new Shape(x[0], weight.Shape[0], x[2] / side, x[3] / side),
            [(OnnxValue)images, _graph.Constant(OnnxWeight.Whole(weight, _type)), _graph.Constant(OnnxWeight.Whole(bias, _type))],
            OnnxAttribute.Of("kernel_shape", side, side), OnnxAttribute.Of("strides", side, side));
        OnnxValue rows = Reshaped(maps, new Shape(result[0], result[2], result[1]));
        return Transposed(rows, result, 0, 2, 1);
    }

    protected override Value LinearCore(Value x, Weight weight, Weight? bias, Shape result)
    {
        OnnxValue whole = Linear((OnnxValue)x, weight, bias, 0, result);
        _linear.Add(whole, ((OnnxValue)x, weight, bias));
        return whole;
    }

    protected override Value LayerNormCore(Value x, Weight weight, Weight bias, float epsilon)
    {
        OnnxValue normalised = _graph.Node(
            "LayerNormalization", Scope(weight), OnnxType.Float32, x.Shape,
            [
                As(OnnxType.Float32, (OnnxValue)x),
                _graph.Constant(OnnxWeight.Whole(weight, OnnxType.Float32)),
                _graph.Constant(OnnxWeight.Whole(bias, OnnxType.Float32)),
            ],
            OnnxAttribute.Of("axis", -1), OnnxAttribute.Of("epsilon", epsilon));
        return As(_type, normalised);
    }

    protected override Value AttentionCore(Value q, Value k, Value v, int heads)
    {
        OnnxValue queries = (OnnxValue)q, keys = (OnnxValue)k, values = (OnnxValue)v;
        return options.FusedAttention
            ? _graph.Node(
                "com.microsoft:MultiHeadAttention", queries.Scope, _type, q.Shape, [queries, keys, values],
                OnnxAttribute.Of("num_heads", heads))
            : PlainAttention(queries, keys, values, heads);
    }

    /// <summary>x / sqrt(2), erf, + 1, x *, / 2: runtimes recognize these steps and fuse them.</summary>
    protected override Value GeluCore(Value x)
    {
        var value = (OnnxValue)x;
        OnnxValue share = Binary("Div", value, Constant(MathF.Sqrt(2)));
        share = Binary("Add", Unary("Erf", share), Constant(1));
        return Binary("Mul", Binary("Mul", value, share), Constant(0.5f));
    }

    protected override Value GeluTanhCore(Value x)
    {
        var value = (OnnxValue)x;
        OnnxValue cubic = Binary("Mul", Binary("Pow", value, Constant(3)), Constant(0.044715f));
        OnnxValue share = Binary("Mul", Binary("Add", value, cubic), Constant(MathF.Sqrt(2 / MathF.PI)));
        share = Binary("Add", Unary("Tanh", share), Constant(1));
        return Binary("Mul", Binary("Mul", value, share), Constant(0.5f));
    }

    /// <summary>Outputs first .. first + the result's last size of a linear layer.</summary>
    private OnnxValue Linear(OnnxValue x, Weight weight, Weight? bias, int first, Shape result)
    {
        int count = result[^1];
        OnnxValue product = options.Precision == Precision.Int8 && weight.Bytes() is { } stored
            ? ByteProduct(x, weight, stored, first, result)
            : _graph.Node("MatMul", Scope(weight), _type, result, [x, _graph.Constant(OnnxWeight.Transposed(weight, _type, first, count))]);
        if (bias is not null)
            product = Binary("Add", product, _graph.Constant(OnnxWeight.Elements(bias, _type, first, count)));
        return product;
    }

    /// <summary>
    /// A product of 8-bit numbers, with one scale and zero point for the whole input and a scale for each output: the steps that ONNX Runtime
    /// makes one operator of.
    /// </summary>
    private OnnxValue ByteProduct(OnnxValue x, Weight weight, ByteWeight stored, int first, Shape result)
    {
        OnnxTensor? factors = OnnxByteWeight.Factors(weight, stored);
        if (!_bytes.TryGetValue((x, factors?.Name ?? ""), out (OnnxValue Bytes, OnnxValue Scale, OnnxValue Zero) known))
        {
            known = _graph.Bytes(factors is null ? x : Binary("Mul", x, _graph.Constant(factors)));
            _bytes.Add((x, factors?.Name ?? ""), known);
        }
        OnnxValue matrix = _graph.Constant(new OnnxByteWeight(weight, stored, first, result[^1]));
        OnnxValue sums = _graph.Node("MatMulInteger", Scope(weight), OnnxType.Int32, result, [known.Bytes, matrix, known.Zero]);
        OnnxValue scale = _graph.Node(
            "Mul", Scope(weight), OnnxType.Float32, new Shape(result[^1]), [known.Scale, _graph.Constant(OnnxByteWeight.Scales(weight, stored, first, result[^1]))]);
        return Binary("Mul", As(OnnxType.Float32, sums), scale);
    }

    private OnnxValue PlainAttention(OnnxValue q, OnnxValue k, OnnxValue v, int heads)
    {
        int rows = q.Shape[0], tokens = q.Shape[1], keys = k.Shape[1], width = q.Shape[2] / heads;
        // Scaled before the product, which could overflow float16, and right before it: runtimes make one operator of both.
        OnnxValue queries = Binary("Mul", Heads(q, heads, [0, 2, 1, 3]), Constant(1 / MathF.Sqrt(width)));
        OnnxValue scores = _graph.Node(
            "MatMul", q.Scope, _type, new Shape(rows, heads, tokens, keys), [queries, Heads(k, heads, [0, 2, 3, 1])]);
        OnnxValue weights = _graph.Node(
            "Softmax", q.Scope, OnnxType.Float32, scores.Shape, [As(OnnxType.Float32, scores)], OnnxAttribute.Of("axis", -1));
        OnnxValue mixed = _graph.Node(
            "MatMul", q.Scope, _type, new Shape(rows, heads, tokens, width), [As(_type, weights), Heads(v, heads, [0, 2, 1, 3])]);
        return Reshaped(Transposed(mixed, new Shape(rows, tokens, heads, width), 0, 2, 1, 3), q.Shape);
    }

    /// <summary>[R, T, heads * d] as [R, T, heads, d], then permuted.</summary>
    private OnnxValue Heads(OnnxValue x, int heads, ReadOnlySpan<int> order)
    {
        var apart = new Shape(x.Shape[0], x.Shape[1], heads, x.Shape[2] / heads);
        return Transposed(
            Reshaped(x, apart), new Shape(apart[order[0]], apart[order[1]], apart[order[2]], apart[order[3]]),
            order[0], order[1], order[2], order[3]);
    }
}

/// <summary>How <see cref="OnnxOps"/> expresses a network.</summary>
internal sealed record OnnxOpsOptions
{
    /// <summary>
    /// Number format of weights and values, except for layer norms, softmax and means, where float16 would overflow or lose digits.
    /// Inputs and outputs are always float32. <see cref="Precision.Int8"/>: float32, but products with weights that the model file holds in 8 bit are
    /// products of 8-bit numbers.
    /// </summary>
    public Precision Precision { get; init; }

    /// <summary>
    /// Attention as ONNX Runtime's own operator <c>com.microsoft.MultiHeadAttention</c>, instead of as products and a softmax that
    /// every runtime knows. Measured on ONNX Runtime's CPU provider (1.30, base model, 160 px, two cores): no difference.
    /// </summary>
    public bool FusedAttention { get; init; }
}
