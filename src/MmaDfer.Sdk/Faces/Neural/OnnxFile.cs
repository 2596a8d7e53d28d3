using System.Runtime.InteropServices;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Faces.Neural;

/// <summary>A graph as an ONNX file stores it (onnx.proto, IR version 3 and later): nodes in order, constants, inputs and outputs.</summary>
internal sealed class OnnxFile
{
    /// <summary>More than any face finder has; a file with more is refused before memory is spent on it.</summary>
    private const int MaxNodes = 4096, MaxConstants = 4096, MaxRank = 8;

    public List<OnnxNode> Nodes { get; } = [];

    public Dictionary<string, OnnxConstant> Constants { get; } = [];

    /// <summary>Inputs of the graph: name and shape, 0 for a size that is not fixed.</summary>
    public List<KeyValuePair<string, long[]>> Inputs { get; } = [];

    /// <summary>Outputs of the graph: name and shape, 0 for a size that is not fixed.</summary>
    public List<KeyValuePair<string, long[]>> Outputs { get; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or has what no face finder has; the message says why.</exception>
    public static OnnxFile Read(ReadOnlySpan<byte> bytes)
    {
        var file = new OnnxFile();
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
                    Nodes.Add(OnnxNode.Read(graph.Bytes()));
                    break;
                case 5 when Constants.Count < MaxConstants:
                    OnnxConstant constant = OnnxConstant.Read(graph.Bytes());
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
internal sealed class OnnxNode
{
    public string Operator { get; private set; } = "";

    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    /// <summary>Attributes that are whole numbers or lists of them.</summary>
    public Dictionary<string, long[]> Numbers { get; } = [];

    /// <summary>Attributes that are texts.</summary>
    public Dictionary<string, string> Texts { get; } = [];

    public static OnnxNode Read(ReadOnlySpan<byte> message)
    {
        var node = new OnnxNode();
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

/// <summary>A constant tensor of the graph.</summary>
internal sealed record OnnxConstant(string Name, int[] Shape, float[] Numbers, long[] Integers)
{
    private const int MaxRank = 8, MaxSize = 1 << 22, Float = 1, Int64 = 7;

    public static OnnxConstant Read(ReadOnlySpan<byte> message)
    {
        (string name, long type) = ("", 0);
        List<long> shape = [], integers = [];
        List<float> floats = [];
        ReadOnlySpan<byte> raw = default;
        var tensor = new ProtoReader(message);
        while (tensor.MoveNext())
        {
            switch (tensor.Field)
            {
                case 1:
                    tensor.AddInt64(shape);
                    break;
                case 2:
                    type = tensor.Int64();
                    break;
                case 4:
                    tensor.AddSingle(floats);
                    break;
                case 7:
                    tensor.AddInt64(integers);
                    break;
                case 8:
                    name = tensor.Text();
                    break;
                case 9:
                    raw = tensor.Bytes();
                    break;
                case 13:
                    throw new InvalidDataException($"the tensor {Printable.Text(name)} is in another file");
                case 14 when tensor.Int64() != 0:
                    throw new InvalidDataException($"the tensor {Printable.Text(name)} is in another file");
                case 14:
                    break;
                default:
                    tensor.Skip();
                    break;
            }
        }
        long size = 1;
        foreach (long length in shape)
            size = length is >= 0 and <= MaxSize && shape.Count <= MaxRank ? Math.Min(size * length, MaxSize + 1L) : MaxSize + 1L;
        if (size > MaxSize || type is not (Float or Int64))
            throw new InvalidDataException($"the tensor {Printable.Text(name)} has a type or shape that no face finder has");
        if (!raw.IsEmpty)
        {
            if (raw.Length != size * (type == Float ? 4 : 8))
                throw new InvalidDataException($"the tensor {Printable.Text(name)} has {raw.Length} bytes, which do not fit its shape");
            // ONNX is little-endian, as the processors are that this SDK is built for.
            if (type == Float)
                floats.AddRange(MemoryMarshal.Cast<byte, float>(raw));
            else
                integers.AddRange(MemoryMarshal.Cast<byte, long>(raw));
        }
        if ((type == Float ? floats.Count : integers.Count) != size)
            throw new InvalidDataException($"the tensor {Printable.Text(name)} has {(type == Float ? floats.Count : integers.Count)} numbers, but its shape needs {size}");
        foreach (float number in CollectionsMarshal.AsSpan(floats))
        {
            if (!float.IsFinite(number))
                throw new InvalidDataException($"the tensor {Printable.Text(name)} has numbers that are not finite");
        }
        return new(name, [.. shape.Select(length => (int)length)], [.. floats], [.. integers]);
    }
}
