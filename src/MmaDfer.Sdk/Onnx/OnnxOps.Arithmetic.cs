using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Onnx;

internal sealed partial class OnnxOps
{
    protected override Value AddCore(Value x, Value y) => Binary("Add", (OnnxValue)x, (OnnxValue)y);

    protected override Value GatedAddCore(Value x, Value update, Weight gate)
    {
        OnnxValue factor = _graph.Constant(OnnxWeight.Tanh(gate, _type));
        OnnxValue gated = _graph.Node("Mul", Scope(gate), _type, x.Shape, [(OnnxValue)update, factor]);
        return Binary("Add", (OnnxValue)x, gated);
    }

    /// <summary>One sum with the rows among zeros: to slice the tokens and join them again would copy all others too.</summary>
    protected override Value AddTokensCore(Value x, Weight rows, int start)
    {
        OnnxValue padded = _graph.Constant(OnnxWeight.Padded(rows, _type, start, x.Shape[1]));
        return _graph.Node("Add", Scope(rows), _type, x.Shape, [(OnnxValue)x, padded]);
    }

    protected override Value ScaleRowsCore(Value x, Value factors) => Binary("Mul", (OnnxValue)x, (OnnxValue)factors);

    protected override Value MeanOfTokensCore(Value x, Shape result)
    {
        var value = (OnnxValue)x;
        OnnxValue mean = _graph.Node(
            "ReduceMean", value.Scope, OnnxType.Float32, result, [As(OnnxType.Float32, value)],
            OnnxAttribute.Of("axes", (long[])[1]), OnnxAttribute.Of("keepdims", 1));
        return As(_type, mean);
    }

    /// <summary>The part of the network that a weight belongs to, from its name.</summary>
    private static string Scope(Weight weight)
    {
        const string matrix = ".weight";
        return weight.Name.EndsWith(matrix, StringComparison.Ordinal) ? weight.Name[..^matrix.Length] : weight.Name;
    }

    private OnnxValue Constant(float value) => _graph.Real(value, _type);

    private OnnxValue Unary(string op, OnnxValue x) => _graph.Node(op, x.Scope, x.Type, x.Shape, [x]);

    /// <summary>An operator with the result shape of x, to which y is repeated.</summary>
    private OnnxValue Binary(string op, OnnxValue x, OnnxValue y) =>
        _graph.Node(op, y.Scope.Length > 0 ? y.Scope : x.Scope, x.Type, x.Shape, [x, y]);
}
