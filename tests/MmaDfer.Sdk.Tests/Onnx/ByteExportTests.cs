using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Engines.Onnx;
using MmaDfer.Sdk.Engines.Onnx.Native;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Onnx;
using MmaDfer.Sdk.Tests.Weights;

namespace MmaDfer.Sdk.Tests.Onnx;

/// <summary>Models in 8 bit as ONNX: products of 8-bit numbers.</summary>
[TestClass]
public sealed class ByteExportTests
{
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Delete() => _folder.Dispose();

    [TestMethod]
    public void OnnxRuntimeComputesNearlyWhatTheModelDoes()
    {
        var engine = (OnnxEngine)RequiredEngines.Create(EngineNames.OnnxCpu);
        string original = ByteFiles.Original(_folder), file = ByteFiles.Converted(_folder, original);
        using ModelFile model = ModelFile.Open(file);
        var ops = new OnnxOps(new OnnxOpsOptions { Precision = Precision.Int8 });
        new MmaDferNetwork(model.Config, model.Weights).Build(ops, 1);
        OnnxGraph graph = ops.Graph();
        // Four layers of each block; queries, keys and values are layers of their own.
        Assert.HasCount(2 * MmaDferConfig.Depth * 6, graph.Nodes.Where(n => n.Operator == "MatMulInteger").ToArray());
        OrtLibrary library = OrtLibraryFinder.Find(engine.Name, engine.Options.LibraryPath);
        using var weights = new OnnxWeights(library);
        weights.Load(graph, 2, null, default);
        using var program = new OnnxProgram(library, engine, graph, weights);
        HashedTensors.Frames(1, model.Config.ImageSize).CopyTo(program.Input(MmaDferNetwork.FramesInput));
        HashedTensors.Audio(1).CopyTo(program.Input(MmaDferNetwork.AudioInput));
        program.Run(default);
        float[] actual = program.Output(MmaDferNetwork.LogitsOutput).ToArray(), exact = ByteFiles.Logits(new CpuEngine(2), original);
        Closeness.Assert(exact, actual, 0.15, "8 bit in ONNX Runtime");
        CollectionAssert.AreNotEqual(ByteFiles.Logits(new CpuEngine(2), file), actual);
    }

    [TestMethod]
    public void TheFileIsSmallAndHoldsSevenBits()
    {
        string original = ByteFiles.Original(_folder), file = ByteFiles.Converted(_folder, original);
        long floats = OnnxExporter.Export(file, _folder["floats.onnx"]).FileSize;
        OnnxExportResult result = OnnxExporter.Export(file, _folder["bytes.onnx"], new() { Precision = Precision.Int8, Batch = 2 });
        Assert.IsLessThan(0.6 * floats, result.FileSize);
        var written = new OnnxFile(File.ReadAllBytes(_folder["bytes.onnx"]));
        Assert.AreEqual("int8", written.Metadata["precision"]);
        Assert.HasCount(result.Nodes, written.Nodes);
    }

    [TestMethod]
    public void TheCheckerAgrees()
    {
        string python = RequiredTools.PythonWithOnnx();
        string file = ByteFiles.Converted(_folder, ByteFiles.Original(_folder));
        OnnxExporter.Export(file, _folder["bytes.onnx"], new() { Precision = Precision.Int8, Batch = 2 });
        (int code, string output) = RequiredTools.RunPython(python, """
            import sys, onnx, numpy
            from onnx import numpy_helper
            model = onnx.load(sys.argv[1])
            onnx.checker.check_model(model, full_check=True)
            weights = [numpy_helper.to_array(t) for t in model.graph.initializer if t.data_type == onnx.TensorProto.INT8]
            stated = {v.name: (v.type.tensor_type.elem_type, [d.dim_value for d in v.type.tensor_type.shape.dim]) for v in model.graph.value_info}
            del model.graph.value_info[:]
            inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True).graph.value_info
            wrong = [v.name for v in inferred if stated[v.name] != (v.type.tensor_type.elem_type, [d.dim_value for d in v.type.tensor_type.shape.dim])]
            print(len(weights), max(int(abs(w.astype(int)).max()) for w in weights) <= 63, wrong)
            """, _folder["bytes.onnx"]);
        Assert.AreEqual(0, code, output);
        Assert.AreEqual($"{2 * MmaDferConfig.Depth * 6} True []", output.Trim());
    }

    [TestMethod]
    public void AModelThatIsNotInEightBitIsRefused()
    {
        var error = Assert.ThrowsExactly<ModelFileException>(() => OnnxExporter.Export(ByteFiles.Original(_folder), _folder["a.onnx"], new() { Precision = Precision.Int8 }));
        StringAssert.Contains(error.Message, "is not in 8 bit, so it cannot be exported so; convert it first (mmadfer convert --int8).");
        Assert.IsFalse(File.Exists(_folder["a.onnx"]));
    }
}
