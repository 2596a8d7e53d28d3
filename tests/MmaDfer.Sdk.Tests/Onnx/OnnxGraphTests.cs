using System.Globalization;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Onnx;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Tests.Models;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Onnx;

[TestClass]
public sealed class OnnxGraphTests
{
    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    [DataRow(true, true)]
    public void EveryValueIsDefinedOnceAndBeforeItsUse(bool half, bool fused)
    {
        OnnxFile file = Network(new OnnxOpsOptions { Precision = half ? Precision.Float16 : Precision.Float32, FusedAttention = fused });
        var defined = new HashSet<string>();
        foreach (string name in file.Inputs.Select(i => i.Name).Concat(file.Tensors.Keys))
            Assert.IsTrue(defined.Add(name), name);
        foreach (OnnxFile.Node node in file.Nodes)
        {
            foreach (string input in node.Inputs)
                Assert.IsTrue(defined.Contains(input), $"{node.Name} needs {input}");
            Assert.IsTrue(defined.Add(node.Output), node.Output);
            Assert.AreEqual(node.Output, node.Name);
        }
        foreach (OnnxFile.Edge output in file.Outputs)
            Assert.IsTrue(defined.Contains(output.Name), output.Name);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void EverythingIsUsed(bool half)
    {
        OnnxFile file = Network(new OnnxOpsOptions { Precision = half ? Precision.Float16 : Precision.Float32 });
        HashSet<string> used = [.. file.Nodes.SelectMany(n => n.Inputs), .. file.Outputs.Select(o => o.Name)];
        foreach (string name in file.Nodes.Select(n => n.Output).Concat(file.Tensors.Keys).Concat(file.Inputs.Select(i => i.Name)))
            Assert.IsTrue(used.Contains(name), name);
    }

    [TestMethod]
    public void InputsAndOutputsAreAlwaysFloat32()
    {
        foreach (bool half in (bool[])[false, true])
        {
            OnnxFile file = Network(new OnnxOpsOptions { Precision = half ? Precision.Float16 : Precision.Float32 });
            CollectionAssert.AreEqual(
                new OnnxFile.Edge[] { new("frames", 1, new Shape(32, 3, 32, 32)), new("audio", 1, new Shape(2, 1, 512, 128)) }, file.Inputs);
            CollectionAssert.AreEqual(new OnnxFile.Edge[] { new("logits", 1, new Shape(2, 7)) }, file.Outputs);
        }
    }

    [TestMethod]
    public void Float16LeavesNormsSoftmaxAndMeansInFloat32()
    {
        OnnxFile file = Network(new OnnxOpsOptions { Precision = Precision.Float16 });
        Dictionary<string, int> types = file.Inputs.Concat(file.Outputs).Concat(file.Between).ToDictionary(e => e.Name, e => e.Type);
        string[] whole = ["LayerNormalization", "Softmax", "ReduceMean"];
        foreach (OnnxFile.Node node in file.Nodes.Where(n => n.Operator != "Cast"))
            Assert.AreEqual(whole.Contains(node.Operator) ? OnnxFile.Float32 : OnnxFile.Float16, types[node.Output], node.Name);
        foreach (string op in whole)
            Assert.IsTrue(file.Nodes.Any(n => n.Operator == op), op);
    }

    [TestMethod]
    public void TheFileStatesFormatOperatorsAndProducer()
    {
        OnnxFile file = Network(new OnnxOpsOptions());
        Assert.AreEqual(8, file.Model.Integer(1));
        Assert.AreEqual("MmaDfer.Sdk", file.Model.Text(2));
        ProtoMessage operators = file.Model.Message(8);
        Assert.AreEqual(("", 17L), (operators.Text(1), operators.Integer(2)));
        ProtoMessage[] fused = Network(new OnnxOpsOptions { FusedAttention = true }).Model.Messages(8);
        CollectionAssert.AreEqual(new[] { "", "com.microsoft" }, fused.Select(o => o.Text(1)).ToArray());
    }

    [TestMethod]
    public void NodesHaveTheNamesOfTheNetwork()
    {
        OnnxFile file = Network(new OnnxOpsOptions());
        foreach (string name in (string[])[
            "image_encoder.patch_embed.proj/Conv", "audio_model.blocks.11.mlp.fc1/MatMul", "image_encoder.blocks.0.norm1/LayerNormalization",
            "image_encoder.all_gate.3/Mul", "our_classifier/MatMul", "temporal_net.temporal_transformer.layers.0.0.fn.fn.to_q/Softmax"])
            Assert.IsTrue(file.Nodes.Any(n => n.Name == name), name);
    }

    [TestMethod]
    public void WeightsCanBeExternalData()
    {
        OnnxGraph graph = Record(new OnnxOpsOptions());
        using MemoryStream whole = new(), apart = new(), weights = new();
        graph.WriteTo(whole);
        graph.WriteTo(apart, "weights.bin");
        foreach (OnnxTensor tensor in graph.Tensors.Where(t => t.IsLarge))
        {
            byte[] bytes = new byte[tensor.Length];
            tensor.Fill(bytes);
            weights.Write(bytes);
        }
        OnnxFile expected = new(whole.ToArray()), actual = new(apart.ToArray());
        Assert.IsLessThan(whole.Length, apart.Length);
        int large = 0;
        foreach ((string name, OnnxFile.Tensor tensor) in actual.Tensors)
        {
            Assert.AreEqual((expected.Tensors[name].Type, expected.Tensors[name].Shape), (tensor.Type, tensor.Shape), name);
            if (!tensor.IsExternal)
            {
                Assert.IsLessThanOrEqualTo(OnnxTensor.SmallBytes, sizeof(float) * tensor.Values.Length, name);
                CollectionAssert.AreEqual(expected.Tensors[name].Values, tensor.Values, name);
                continue;
            }
            large++;
            Assert.AreEqual("weights.bin", tensor.External["location"]);
            byte[] bytes = weights.ToArray().AsSpan(Number(tensor, "offset"), Number(tensor, "length")).ToArray();
            byte[] values = expected.Tensors[name].Values.SelectMany(BitConverter.GetBytes).ToArray();
            CollectionAssert.AreEqual(values, bytes, name);
        }
        Assert.AreEqual(graph.Tensors.Count(t => t.IsLarge), large);
        Assert.IsGreaterThan(50, large);
    }

    [TestMethod]
    public void TheSameNetworkGivesTheSameBytes()
    {
        using MemoryStream first = new(), second = new();
        Record(new OnnxOpsOptions { Precision = Precision.Float16 }).WriteTo(first);
        Record(new OnnxOpsOptions { Precision = Precision.Float16 }).WriteTo(second);
        CollectionAssert.AreEqual(first.ToArray(), second.ToArray());
    }

    [TestMethod]
    public void EqualNamesAreMadeUnique()
    {
        // An input, a weight as it is and the same weight in another layout or type, all called 'x'.
        var weights = new MemoryWeights("test");
        weights.Set("x", new Shape(2), [1, 2]);
        var x = new Weight(weights, weights.Tensors["x"]);
        var ops = new OnnxOps(new OnnxOpsOptions { Precision = Precision.Float16 });
        Value input = ops.Input("x", new Shape(1, 2, 2));
        Value normed = ops.LayerNorm(input, x, x, 1e-5f);
        ops.Output("y", ops.Add(normed, ops.Reshape(ops.Parameter(x), 1, 1, 2)));
        using var stream = new MemoryStream();
        ops.Graph().WriteTo(stream);
        var file = new OnnxFile(stream.ToArray());
        CollectionAssert.AreEquivalent(new[] { OnnxFile.Float16, OnnxFile.Float32 },
            file.Tensors.Values.Where(t => t.Name.StartsWith('x')).Select(t => t.Type).ToArray());
        float[] result = new OnnxInterpreter(file).Run(new Dictionary<string, float[]> { ["x"] = [-1, 1, 5, 9] })["y"];
        // Normalised to -1 and 1, times and plus (1, 2), plus (1, 2).
        Closeness.Assert([1, 6, 1, 6], result, 1e-2, "y");
    }

    private static OnnxFile Network(OnnxOpsOptions options)
    {
        using var stream = new MemoryStream();
        Record(options).WriteTo(stream);
        return new OnnxFile(stream.ToArray());
    }

    private static OnnxGraph Record(OnnxOpsOptions options)
    {
        MemoryWeights weights = SmallNetworks.Weights();
        var ops = new OnnxOps(options);
        new MmaDferNetwork(SmallNetworks.Config, weights).Build(ops, batch: 2);
        return ops.Graph();
    }

    private static int Number(OnnxFile.Tensor tensor, string key) => int.Parse(tensor.External[key], CultureInfo.InvariantCulture);
}
