using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Faces.Neural;

/// <summary>A graph as an ONNX file stores it (onnx.proto, IR version 3 and later): nodes in order, constants, inputs and outputs.</summary>
internal sealed class GraphFile
{
    /// <summary>More than any face finder has; a file with more is refused before memory is spent on it.</summary>
    private const int MaxNodes = 4096, MaxConstants = 4096, MaxRank = 8;

    public List<GraphNode> Nodes { get; } = [];

    public Dictionary<string, GraphTensor> Constants { get; } = [];

    /// <summary>Inputs of the graph: name and shape, 0 for a size that is not fixed.</summary>
    public List<KeyValuePair<string, long[]>> Inputs { get; } = [];

    /// <summary>Outputs of the graph: name and shape, 0 for a size that is not fixed.</summary>
    public List<KeyValuePair<string, long[]>> Outputs { get; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or has what no face finder has; the message says why.</exception>
    public static GraphFile Read(ReadOnlySpan<byte> bytes)
    {
        var file = new GraphFile();
        bool any = false;
        var model = new ProtoReader(bytes);
        while (model.MoveNext())
        {
            if (model.Field == 7)
                file.ReadGraph(model.Bytes());
            else
                model.Skip();
            any |= model.Field == 7;
        }
        return any ? file : throw new InvalidDataException("it has no graph");
    }

    private void ReadGraph(ReadOnlySpan<byte> message)
    {
        var graph = new ProtoReader(message);
        while (graph.MoveNext())
        {
            switch (graph.Field)
            {
                case 1 when Nodes.Count < MaxNodes:
                    Nodes.Add(GraphNode.Read(graph.Bytes()));
                    break;
                case 5 when Constants.Count < MaxConstants:
                    GraphTensor constant = GraphTensor.Read(graph.Bytes());
                    if (!Constants.TryAdd(constant.Name, constant))
                        throw new InvalidDataException($"it has two tensors named {Printable.Text(constant.Name)}");
                    break;
                case 11:
                    Inputs.Add(ReadValue(graph.Bytes()));
                    break;
                case 12:
                    Outputs.Add(ReadValue(graph.Bytes()));
                    break;
                case 1 or 5:
                    throw new InvalidDataException($"it has more than {MaxNodes} nodes or {MaxConstants} tensors");
                case 15:
                    throw new InvalidDataException("it has sparse tensors");
                default:
                    graph.Skip();
                    break;
            }
        }
        // Old exporters list constants as inputs too.
        Inputs.RemoveAll(input => Constants.ContainsKey(input.Key));
    }

    private static KeyValuePair<string, long[]> ReadValue(ReadOnlySpan<byte> message)
    {
        (string name, List<long> shape) = ("", []);
        var value = new ProtoReader(message);
        while (value.MoveNext())
        {
            if (value.Field == 1)
                name = value.Text();
            else if (value.Field == 2)
                ReadShape(value.Bytes(), depth: 0, shape);
            else
                value.Skip();
        }
        return new(name, [.. shape]);
    }

    /// <summary>TypeProto.tensor_type (1), its shape (2), the shape's dimensions (1), their values (1).</summary>
    private static void ReadShape(ReadOnlySpan<byte> message, int depth, List<long> shape)
    {
        var type = new ProtoReader(message);
        bool known = false;
        while (type.MoveNext())
        {
            if (depth == 3 && type.Field == 1)
                shape.Add(type.Int64());
            else if (depth < 3 && type.Field == (depth == 1 ? 2 : 1))
                ReadShape(type.Bytes(), depth + 1, shape);
            else
                type.Skip();
            known |= depth == 3 && type.Field == 1;
        }
        if (depth == 3 && !known)
            shape.Add(0);
        if (shape.Count > MaxRank)
            throw new InvalidDataException($"it has a tensor of more than {MaxRank} dimensions");
    }
}

/// <summary>An operation of the graph.</summary>
internal sealed class GraphNode
{
    public string Operator { get; private set; } = "";

    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    /// <summary>Attributes that are whole numbers or lists of them.</summary>
    public Dictionary<string, long[]> Numbers { get; } = [];

    /// <summary>Attributes that are texts.</summary>
    public Dictionary<string, string> Texts { get; } = [];

    public static GraphNode Read(ReadOnlySpan<byte> message)
    {
        var node = new GraphNode();
        var reader = new ProtoReader(message);
        while (reader.MoveNext())
        {
            switch (reader.Field)
            {
                case 1:
                    node.Inputs.Add(reader.Text());
                    break;
                case 2:
                    node.Outputs.Add(reader.Text());
                    break;
                case 4:
                    node.Operator = reader.Text();
                    break;
                case 5:
                    node.ReadAttribute(reader.Bytes());
                    break;
                case 7 when reader.Text() is { Length: > 0 } domain && domain != "ai.onnx":
                    throw new InvalidDataException($"it has operators of {Printable.Text(domain)}");
                case 7:
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return node;
    }

    private void ReadAttribute(ReadOnlySpan<byte> message)
    {
        string name = "";
        string? text = null;
        List<long> numbers = [];
        var attribute = new ProtoReader(message);
        while (attribute.MoveNext())
        {
            switch (attribute.Field)
            {
                case 1:
                    name = attribute.Text();
                    break;
                case 3 or 8:
                    attribute.AddInt64(numbers);
                    break;
                case 4:
                    text = attribute.Text();
                    break;
                default:
                    attribute.Skip();
                    break;
            }
        }
        if (text is not null)
            Texts[name] = text;
        else if (numbers.Count > 0)
            Numbers[name] = [.. numbers];
    }
}
