namespace MmaDfer.Sdk.Onnx;

/// <summary>An operator and what it is applied to. All operators used here have one output, and nodes bear its name.</summary>
/// <param name="Operator">For example <c>MatMul</c>.</param>
/// <param name="Inputs">In the operator's order.</param>
/// <param name="Output">The result.</param>
/// <param name="Attributes">Its constants.</param>
internal sealed record OnnxNode(
    string Operator, IReadOnlyList<OnnxValue> Inputs, OnnxValue Output, IReadOnlyList<OnnxAttribute> Attributes)
{
    /// <summary>The set that the operator belongs to: empty for ONNX's own.</summary>
    public string Domain { get; init; } = "";
}
