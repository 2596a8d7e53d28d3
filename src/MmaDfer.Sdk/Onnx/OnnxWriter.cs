using System.Globalization;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Onnx;

/// <summary>
/// Writes a model in the fields of onnx.proto. Everything but the constants is encoded first, so that the length is known in advance;
/// constants are read one by one while they are written.
/// </summary>
internal sealed class OnnxWriter
{
    /// <summary>Version of the file format, and of ONNX's operators: old ones, which runtimes of 2022 support.</summary>
    public const int FormatVersion = 8, OperatorVersion = 17;

    private const int ExternalData = 1;

    // The fields before the bytes of each constant, and the fields after the last.
    private readonly List<(byte[] Before, OnnxTensor? Tensor)> _parts = [];

    public OnnxWriter(OnnxGraph graph, string? weightsLocation = null)
    {
        var head = new ProtoWriter();
        foreach (OnnxNode node in graph.Nodes)
            head.Message(1, m => Write(m, node));
        head.Text(2, "mma_dfer");
        long graphLength = head.Written.Length, offset = 0;
        foreach (OnnxTensor tensor in graph.Tensors)
        {
            bool external = weightsLocation is not null && tensor.IsLarge;
            byte[] before = external ? Reference(tensor, weightsLocation!, ref offset) : Start(tensor);
            graphLength += before.Length + (external ? 0 : tensor.Length);
            _parts.Add((before, external ? null : tensor));
        }
        var tail = new ProtoWriter();
        foreach (OnnxValue input in graph.Inputs)
            tail.Message(11, m => Write(m, input));
        foreach (OnnxValue output in graph.Outputs)
            tail.Message(12, m => Write(m, output));
        foreach (OnnxNode node in graph.Nodes.Where(n => !graph.Outputs.Contains(n.Output)))
        {
            foreach (OnnxValue output in (ReadOnlySpan<OnnxValue>)[node.Output, .. node.OtherOutputs])
                tail.Message(13, m => Write(m, output));
        }
        _parts.Add((tail.Written.ToArray(), null));
        graphLength += tail.Written.Length;

        ProtoWriter model = Model(graph);
        model.BytesFollow(7, graphLength);
        _parts.Insert(0, ([.. model.Written, .. head.Written], null));
        Length = model.Written.Length + graphLength;
    }

    /// <summary>Bytes of the whole model.</summary>
    public long Length { get; }

    /// <param name="stream">Written from its present position on.</param>
    /// <param name="progress">Told the share done, 0 to 1.</param>
    /// <param name="cancellationToken">Checked between constants.</param>
    public void WriteTo(Stream stream, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        byte[] bytes = [];
        long done = 0;
        foreach ((byte[] before, OnnxTensor? tensor) in _parts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            stream.Write(before);
            done += before.Length;
            if (tensor is not null)
            {
                int length = checked((int)tensor.Length);
                if (bytes.Length < length)
                    bytes = new byte[length];
                tensor.Fill(bytes.AsSpan(0, length));
                stream.Write(bytes.AsSpan(0, length));
                done += length;
            }
            progress?.Report((double)done / Length);
        }
    }

    private static ProtoWriter Model(OnnxGraph graph)
    {
        var model = new ProtoWriter();
        model.Integer(1, FormatVersion);
        model.Text(2, "MmaDfer.Sdk");
        model.Text(3, typeof(OnnxWriter).Assembly.GetName().Version?.ToString(3) ?? "");
        foreach (string domain in graph.Nodes.Select(n => n.Domain).Append("").Distinct().Order(StringComparer.Ordinal))
        {
            model.Message(8, m =>
            {
                m.Text(1, domain);
                m.Integer(2, domain.Length == 0 ? OperatorVersion : 1);
            });
        }
        foreach ((string key, string value) in graph.Metadata.OrderBy(p => p.Key, StringComparer.Ordinal))
            model.Message(14, m => Pair(m, key, value));
        return model;
    }

    private static void Write(ProtoWriter message, OnnxNode node)
    {
        foreach (OnnxValue input in node.Inputs)
            message.Text(1, input.Name);
        message.Text(2, node.Output.Name);
        foreach (OnnxValue other in node.OtherOutputs)
            message.Text(2, other.Name);
        message.Text(3, node.Output.Name);
        message.Text(4, node.Operator);
        foreach (OnnxAttribute attribute in node.Attributes)
            message.Message(5, m => Write(m, attribute));
        if (node.Domain.Length > 0)
            message.Text(7, node.Domain);
    }

    private static void Write(ProtoWriter message, OnnxAttribute attribute)
    {
        const int real = 1, integer = 2, integers = 7;
        message.Text(1, attribute.Name);
        if (attribute.Real is float value)
            message.Real(2, value);
        if (attribute.Integer is long number)
            message.Integer(3, number);
        foreach (long item in attribute.Integers ?? [])
            message.Integer(8, item);
        message.Integer(20, attribute.Real is not null ? real : attribute.Integer is not null ? integer : integers);
    }

    private static void Write(ProtoWriter message, OnnxValue value)
    {
        message.Text(1, value.Name);
        message.Message(2, type => type.Message(1, tensor =>
        {
            tensor.Integer(1, (int)value.Type);
            tensor.Message(2, shape =>
            {
                foreach (int size in value.Shape.Sizes)
                    shape.Message(1, dimension => dimension.Integer(1, size));
            });
        }));
    }

    /// <summary>The fields of a constant before its bytes, which come last.</summary>
    private static byte[] Start(OnnxTensor tensor)
    {
        ProtoWriter message = Describe(tensor);
        message.BytesFollow(9, tensor.Length);
        var start = new ProtoWriter();
        start.BytesFollow(5, message.Written.Length + tensor.Length);
        return [.. start.Written, .. message.Written];
    }

    private static byte[] Reference(OnnxTensor tensor, string location, ref long offset)
    {
        ProtoWriter message = Describe(tensor);
        foreach ((string key, string value) in (ReadOnlySpan<(string, string)>)[
            ("location", location), ("offset", Text(offset)), ("length", Text(tensor.Length))])
            message.Message(13, m => Pair(m, key, value));
        message.Integer(14, ExternalData);
        offset += tensor.Length;
        var whole = new ProtoWriter();
        whole.Message(5, message);
        return whole.Written.ToArray();
    }

    private static ProtoWriter Describe(OnnxTensor tensor)
    {
        var message = new ProtoWriter();
        Shape shape = tensor.Shape;
        foreach (int size in shape.Sizes)
            message.Integer(1, size);
        message.Integer(2, (int)tensor.Type);
        message.Text(8, tensor.Name);
        return message;
    }

    private static void Pair(ProtoWriter message, string key, string value)
    {
        message.Text(1, key);
        message.Text(2, value);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
