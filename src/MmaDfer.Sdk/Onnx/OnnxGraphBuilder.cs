using System.Globalization;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Onnx;

/// <summary>Collects nodes and constants; gives them unique names, and stores equal constants once.</summary>
internal sealed class OnnxGraphBuilder
{
    private readonly List<OnnxValue> _inputs = [], _outputs = [];
    private readonly List<OnnxNode> _nodes = [];
    private readonly Dictionary<string, (OnnxTensor Tensor, OnnxValue Value)> _tensors = [];
    private readonly Dictionary<string, int> _names = [];

    public OnnxValue Input(string name, Shape shape)
    {
        var value = new OnnxValue(Unique(name), OnnxType.Float32, shape, name);
        _inputs.Add(value);
        return value;
    }

    /// <summary>Appends a node whose result has exactly this name.</summary>
    public void Output(string name, string op, OnnxValue value, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        var output = new OnnxValue(Unique(name), OnnxType.Float32, value.Shape, name);
        _nodes.Add(new OnnxNode(op, [value], output, [.. attributes]));
        _outputs.Add(output);
    }

    /// <summary>Appends a node.</summary>
    /// <param name="op">The operator, with its domain before a colon if that is not ONNX's own.</param>
    /// <param name="scope">The part of the network it belongs to.</param>
    /// <param name="type">Element type of the result.</param>
    /// <param name="shape">Shape of the result.</param>
    /// <param name="inputs">In the operator's order.</param>
    /// <param name="attributes">Its constants.</param>
    public OnnxValue Node(
        string op, string scope, OnnxType type, Shape shape, ReadOnlySpan<OnnxValue> inputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        int colon = op.IndexOf(':', StringComparison.Ordinal);
        (string domain, string name) = colon < 0 ? ("", op) : (op[..colon], op[(colon + 1)..]);
        var output = new OnnxValue(Unique(scope.Length == 0 ? name : $"{scope}/{name}"), type, shape, scope);
        _nodes.Add(new OnnxNode(name, [.. inputs], output, [.. attributes]) { Domain = domain });
        return output;
    }

    /// <summary>Appends <c>DynamicQuantizeLinear</c>: a value as 8-bit numbers, with the scale and the zero point of all of it.</summary>
    public (OnnxValue Bytes, OnnxValue Scale, OnnxValue Zero) Bytes(OnnxValue x)
    {
        string name = Unique(x.Scope.Length == 0 ? "DynamicQuantizeLinear" : $"{x.Scope}/DynamicQuantizeLinear");
        OnnxValue bytes = new(name, OnnxType.UInt8, x.Shape, x.Scope), scale = new(Unique($"{name}/scale"), OnnxType.Float32, new Shape(), x.Scope),
            zero = new(Unique($"{name}/zero"), OnnxType.UInt8, new Shape(), x.Scope);
        _nodes.Add(new OnnxNode("DynamicQuantizeLinear", [x], bytes, []) { OtherOutputs = [scale, zero] });
        return (bytes, scale, zero);
    }

    /// <summary>A constant; one that exists already with that name and type is reused.</summary>
    public OnnxValue Constant(OnnxTensor tensor)
    {
        string key = $"{tensor.Type} {tensor.Name}";
        if (_tensors.TryGetValue(key, out (OnnxTensor, OnnxValue Value) known))
            return known.Value;
        tensor.Name = Unique(tensor.Name);
        var value = new OnnxValue(tensor.Name, tensor.Type, tensor.Shape, "");
        _tensors.Add(key, (tensor, value));
        return value;
    }

    /// <summary>A list of whole numbers.</summary>
    public OnnxValue Integers(params ReadOnlySpan<long> values)
    {
        string name = "int64";
        foreach (long value in values)
            name += string.Create(CultureInfo.InvariantCulture, $"_{value}");
        return Constant(new OnnxConstant(name, values));
    }

    /// <summary>A scalar.</summary>
    public OnnxValue Real(float value, OnnxType type) =>
        Constant(new OnnxConstant(string.Create(CultureInfo.InvariantCulture, $"float_{value:R}"), type, value));

    /// <summary>The graph, without nodes that no output needs.</summary>
    public OnnxGraph Build()
    {
        var needed = new HashSet<OnnxValue>(_outputs);
        var nodes = new List<OnnxNode>();
        foreach (OnnxNode node in Enumerable.Reverse(_nodes).Where(n => needed.Contains(n.Output) || n.OtherOutputs.Any(needed.Contains)))
        {
            needed.UnionWith(node.Inputs);
            nodes.Add(node);
        }
        nodes.Reverse();
        return new OnnxGraph(
            _inputs, _outputs, nodes, [.. _tensors.Values.Where(t => needed.Contains(t.Value)).Select(t => t.Tensor)]);
    }

    private string Unique(string name)
    {
        int uses = _names[name] = _names.GetValueOrDefault(name) + 1;
        return uses == 1 ? name : Unique(string.Create(CultureInfo.InvariantCulture, $"{name}_{uses}"));
    }
}
