using System.Runtime.InteropServices;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Onnx;

/// <summary>An ONNX model, read back from its bytes.</summary>
internal sealed class OnnxFile
{
    public const int Float32 = 1, Int64 = 7, Float16 = 10;

    public OnnxFile(byte[] bytes)
    {
        Model = new ProtoMessage(bytes);
        Graph = Model.Message(7);
        Nodes = [.. Graph.Messages(1).Select(n => new Node(n))];
        Tensors = Graph.Messages(5).Select(t => new Tensor(t)).ToDictionary(t => t.Name);
        Inputs = [.. Graph.Messages(11).Select(Edge.Of)];
        Outputs = [.. Graph.Messages(12).Select(Edge.Of)];
        Between = [.. Graph.Messages(13).Select(Edge.Of)];
        Metadata = Model.Messages(14).ToDictionary(p => p.Text(1), p => p.Text(2));
    }

    public ProtoMessage Model { get; }

    public ProtoMessage Graph { get; }

    public Node[] Nodes { get; }

    public Dictionary<string, Tensor> Tensors { get; }

    public Edge[] Inputs { get; }

    public Edge[] Outputs { get; }

    /// <summary>Results of nodes that are no outputs.</summary>
    public Edge[] Between { get; }

    public Dictionary<string, string> Metadata { get; }

    internal sealed class Node(ProtoMessage message)
    {
        public string[] Inputs { get; } = message.Texts(1);

        /// <summary>Its first output, the only one of most operators.</summary>
        public string Output { get; } = message.Texts(2).First();

        public string Name => message.Text(3);

        public string Operator { get; } = (message.Text(7) + ":" + message.Text(4)).TrimStart(':');

        public long Integer(string attribute) => Attribute(attribute).Integer(3);

        public float Real(string attribute) => Attribute(attribute).Real(2);

        public long[] Integers(string attribute) => Attribute(attribute).Integers(8);

        private ProtoMessage Attribute(string name) => message.Messages(5).Single(a => a.Text(1) == name);
    }

    internal sealed class Tensor(ProtoMessage message)
    {
        public string Name => message.Text(8);

        public int Type => (int)message.Integer(2);

        public Shape Shape { get; } = new([.. message.Integers(1).Select(d => (int)d)]);

        public bool IsExternal => message.Integer(14) == 1;

        public Dictionary<string, string> External => message.Messages(13).ToDictionary(p => p.Text(1), p => p.Text(2));

        /// <summary>Its elements, whatever their type.</summary>
        public float[] Values => Type switch
        {
            Float32 => MemoryMarshal.Cast<byte, float>(message.Bytes(9).Span).ToArray(),
            Float16 => [.. MemoryMarshal.Cast<byte, Half>(message.Bytes(9).Span).ToArray().Select(h => (float)h)],
            Int64 => [.. MemoryMarshal.Cast<byte, long>(message.Bytes(9).Span).ToArray().Select(n => (float)n)],
            _ => throw new InvalidDataException($"type {Type}"),
        };
    }

    internal sealed record Edge(string Name, int Type, Shape Shape)
    {
        public static Edge Of(ProtoMessage message)
        {
            ProtoMessage tensor = message.Message(2).Message(1);
            return new Edge(
                message.Text(1), (int)tensor.Integer(1), new Shape([.. tensor.Message(2).Messages(1).Select(d => (int)d.Integer(1))]));
        }
    }
}
