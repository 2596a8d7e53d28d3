using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Onnx;

/// <summary>An edge of the graph: an input, a constant or the result of a node.</summary>
/// <param name="name">Unique in its graph.</param>
/// <param name="type">Element type.</param>
/// <param name="shape">Sizes; always known.</param>
/// <param name="scope">The part of the network it comes from, which names the nodes that follow; may be empty.</param>
internal sealed class OnnxValue(string name, OnnxType type, Shape shape, string scope) : Value(shape)
{
    public string Name => name;

    public OnnxType Type => type;

    public string Scope => scope;
}
