using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Onnx;

namespace MmaDfer.Sdk.Tests.Onnx;

/// <summary>What the official <c>onnx</c> package says of exported files.</summary>
[TestClass]
public sealed class OnnxCheckerTests
{
    // The checker with its own inference of types and shapes, and that inference once more without what the file states.
    private const string Check = """
        import sys, onnx
        model = onnx.load(sys.argv[1])
        onnx.checker.check_model(model, full_check=True)
        def edges(values):
            return {v.name: (v.type.tensor_type.elem_type, [d.dim_value for d in v.type.tensor_type.shape.dim]) for v in values}
        stated = edges(list(model.graph.value_info) + list(model.graph.output))
        del model.graph.value_info[:]
        inferred = edges(onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True).graph.value_info)
        wrong = [name for name in inferred if stated[name] != inferred[name]]
        print('inferred', len(inferred), 'of', len(model.graph.node), 'wrong', wrong)
        """;

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void StandardOperatorsPassAndEveryShapeIsAsInferred(bool half)
    {
        (int code, string output, int nodes) = Run(new OnnxExportOptions { Precision = half ? Precision.Float16 : Precision.Float32, Batch = 2 });
        Assert.AreEqual(0, code, output);
        // The output is no value between nodes.
        Assert.AreEqual($"inferred {nodes - 1} of {nodes} wrong []", output.Trim());
    }

    [TestMethod]
    public void TheFusedOperatorPasses()
    {
        string python = RequiredTools.PythonWithOnnx();
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        OnnxExporter.Export(model.Path, folder["a.onnx"], new() { FusedAttention = true });
        // Shapes behind it are not inferred: the package does not know the operator.
        (int code, string output) = RequiredTools.RunPython(
            python, "import sys, onnx; onnx.checker.check_model(onnx.load(sys.argv[1]), full_check=True)", folder["a.onnx"]);
        Assert.AreEqual(0, code, output);
    }

    [TestMethod]
    public void ADamagedFileIsDetected()
    {
        // Lest the checks above could not fail.
        string python = RequiredTools.PythonWithOnnx();
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        OnnxExporter.Export(model.Path, folder["a.onnx"]);
        byte[] bytes = File.ReadAllBytes(folder["a.onnx"]);
        int place = bytes.AsSpan().IndexOf("LayerNormalization"u8);
        // The operator's name follows the names of its inputs, output and node.
        place += bytes.AsSpan(place + 1).IndexOf("\x12LayerNormalization"u8) + 2;
        bytes[place] = (byte)'l';
        folder.Write("b.onnx", bytes);
        (int code, string output) = RequiredTools.RunPython(python, Check, folder["b.onnx"]);
        Assert.AreNotEqual(0, code);
        StringAssert.Contains(output, "layerNormalization");
    }

    private static (int Code, string Output, int Nodes) Run(OnnxExportOptions options)
    {
        string python = RequiredTools.PythonWithOnnx();
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        OnnxExportResult result = OnnxExporter.Export(model.Path, folder["a.onnx"], options);
        (int code, string output) = RequiredTools.RunPython(python, Check, folder["a.onnx"]);
        return (code, output, result.Nodes);
    }
}
