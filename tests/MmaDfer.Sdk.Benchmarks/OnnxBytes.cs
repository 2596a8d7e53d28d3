using System.Runtime.InteropServices;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Engines.Onnx;
using MmaDfer.Sdk.Engines.Onnx.Native;
using MmaDfer.Sdk.Onnx;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>
/// A network on ONNX Runtime with its own dynamic 8 bit (<c>DynamicQuantizeMatMul</c>, as its tools write it): a scale for each weight and for
/// each whole input. ONNX Runtime rounds the weights while it loads.
/// </summary>
internal sealed class OnnxBytes : IDisposable
{
    /// <summary>ONNX's INT8.</summary>
    private const OnnxType Int8 = (OnnxType)3;

    private readonly OnnxWeights _weights;

    /// <exception cref="EngineException">There is no ONNX Runtime, or it refuses the network.</exception>
    public OnnxBytes(int threads, Action<OpSet> build)
    {
        var engine = new OnnxEngine(new() { Threads = threads });
        OrtLibrary library = OrtLibraryFinder.Find(engine.Name, null);
        var ops = new OnnxOps(new OnnxOpsOptions { FusedAttention = true });
        build(ops);
        OnnxGraph graph = Rounded(ops.Graph());
        _weights = new OnnxWeights(library);
        _weights.Load(graph, threads, null, CancellationToken.None);
        Program = new OnnxProgram(library, engine, graph, _weights);
    }

    public OnnxProgram Program { get; }

    public void Dispose()
    {
        Program.Dispose();
        _weights.Dispose();
    }

    private static OnnxGraph Rounded(OnnxGraph graph)
    {
        Dictionary<string, OnnxTensor> constants = graph.Tensors.ToDictionary(t => t.Name);
        var tensors = new List<OnnxTensor>(graph.Tensors) { new OnnxConstant("bytes.zero", OnnxType.Float32, 0) };
        var zero = new OnnxValue("bytes.zero point", Int8, new Shape(), "");
        var nodes = new List<OnnxNode>
        {
            new("Cast", [new OnnxValue("bytes.zero", OnnxType.Float32, new Shape(), "")], zero, [OnnxAttribute.Of("to", (long)Int8)]),
        };
        var rounded = new Dictionary<string, (OnnxValue Weight, OnnxValue Scale)>();
        foreach (OnnxNode node in graph.Nodes)
        {
            if (node.Operator != "MatMul" || !constants.TryGetValue(node.Inputs[1].Name, out OnnxTensor? weight))
            {
                nodes.Add(node);
                continue;
            }
            if (!rounded.TryGetValue(weight.Name, out (OnnxValue Weight, OnnxValue Scale) known))
            {
                var scale = new OnnxConstant($"{weight.Name}.scale", OnnxType.Float32, LargestOf(weight) / 127);
                tensors.Add(scale);
                known = (new OnnxValue($"{weight.Name}.int8", Int8, weight.Shape, ""), new OnnxValue(scale.Name, OnnxType.Float32, new Shape(), ""));
                nodes.Add(new OnnxNode("QuantizeLinear", [node.Inputs[1], known.Scale, zero], known.Weight, []));
                rounded.Add(weight.Name, known);
            }
            nodes.Add(new OnnxNode("DynamicQuantizeMatMul", [node.Inputs[0], known.Weight, known.Scale, zero], node.Output, []) { Domain = "com.microsoft" });
        }
        return graph with { Nodes = nodes, Tensors = tensors };
    }

    private static float LargestOf(OnnxTensor weight)
    {
        float[] values = new float[weight.Shape.Count];
        weight.Fill(MemoryMarshal.AsBytes(values.AsSpan()));
        return values.Max(Math.Abs);
    }
}
