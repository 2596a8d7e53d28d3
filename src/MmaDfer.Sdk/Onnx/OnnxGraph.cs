using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Onnx;

/// <summary>
/// A network as ONNX represents it: nodes, each after those it uses, and constants whose bytes are computed when they are written. The
/// store of the weights must stay open while this is in use.
/// </summary>
/// <param name="Inputs">Always float32.</param>
/// <param name="Outputs">Always float32.</param>
/// <param name="Nodes">Only those that an output needs.</param>
/// <param name="Tensors">Constants that the nodes use, in the order of their first use.</param>
internal sealed record OnnxGraph(
    IReadOnlyList<OnnxValue> Inputs, IReadOnlyList<OnnxValue> Outputs, IReadOnlyList<OnnxNode> Nodes, IReadOnlyList<OnnxTensor> Tensors)
{
    /// <summary>The metadata of the model file.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Writes a model file (a <c>ModelProto</c>).</summary>
    /// <param name="stream">Written from its present position on.</param>
    /// <param name="weightsLocation">
    /// Null to write everything. Otherwise the bytes of constants with <see cref="OnnxTensor.IsLarge"/> are left out and referred to as
    /// external data of this name, one directly after the other in the order of <see cref="Tensors"/>.
    /// </param>
    /// <exception cref="ModelFileException">The weights cannot be read, or one does not fit float16.</exception>
    public void WriteTo(Stream stream, string? weightsLocation = null) => new OnnxWriter(this, weightsLocation).WriteTo(stream);
}

/// <summary>An operator with its operands. Nodes have the name of their first output, which is the only one of most operators.</summary>
/// <param name="Operator">For example <c>MatMul</c>.</param>
/// <param name="Inputs">In the operator's order.</param>
/// <param name="Output">The result.</param>
/// <param name="Attributes">Its constants.</param>
internal sealed record OnnxNode(
    string Operator, IReadOnlyList<OnnxValue> Inputs, OnnxValue Output, IReadOnlyList<OnnxAttribute> Attributes)
{
    /// <summary>The domain of the operator: empty for ONNX's own.</summary>
    public string Domain { get; init; } = "";

    /// <summary>Its results after the first.</summary>
    public IReadOnlyList<OnnxValue> OtherOutputs { get; init; } = [];
}

/// <summary>A named constant of a node: a whole number, a list of them, or a real number.</summary>
internal sealed class OnnxAttribute
{
    private OnnxAttribute(string name) => Name = name;

    public string Name { get; }

    public long? Integer { get; private init; }

    public float? Real { get; private init; }

    public IReadOnlyList<long>? Integers { get; private init; }

    public static OnnxAttribute Of(string name, long value) => new(name) { Integer = value };

    public static OnnxAttribute Of(string name, float value) => new(name) { Real = value };

    public static OnnxAttribute Of(string name, params long[] values) => new(name) { Integers = values };
}

/// <summary>An edge of the graph: an input, a constant or the result of a node.</summary>
/// <param name="name">Unique in its graph.</param>
/// <param name="type">Element type.</param>
/// <param name="shape">Sizes; always known.</param>
/// <param name="scope">The part of the network it comes from, for the names of the nodes that use it; may be empty.</param>
internal sealed class OnnxValue(string name, OnnxType type, Shape shape, string scope) : Value(shape)
{
    public string Name => name;

    public OnnxType Type => type;

    public string Scope => scope;
}

/// <summary>Element types that exported graphs use; the values are those of ONNX's <c>TensorProto.DataType</c>.</summary>
internal enum OnnxType
{
    Float32 = 1,
    UInt8 = 2,
    Int8 = 3,
    Int32 = 6,
    Int64 = 7,
    Float16 = 10,
}
