using System.Text.Json;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Onnx;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Tests.Models;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Onnx;

[TestClass]
public sealed class OnnxExporterTests
{
    [TestMethod]
    public void TheResultDescribesTheFile()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        string path = folder["模型 ü.onnx"];
        var shares = new List<double>();
        OnnxExportResult result = OnnxExporter.Export(model.Path, path, new() { Batch = 3 }, new Callback(shares.Add));
        var file = new OnnxFile(File.ReadAllBytes(path));
        Assert.AreEqual(new FileInfo(path).Length, result.FileSize);
        Assert.HasCount(result.Nodes, file.Nodes);
        Assert.AreEqual(new Shape(48, 3, result.ImageSize, result.ImageSize), file.Inputs[0].Shape);
        Assert.AreEqual(new Shape(3, result.Labels.Count), file.Outputs[0].Shape);
        CollectionAssert.AreEqual(EmotionLabels.Dfew.ToArray(), result.Labels.ToArray());
        Assert.AreEqual(1, shares[^1]);
        CollectionAssert.AreEqual(shares.Order().ToArray(), shares);
        CollectionAssert.AreEqual(new[] { "模型 ü.onnx" }, folder.Names());
    }

    [TestMethod]
    public void MetadataIsStoredInTheModel()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        OnnxExporter.Export(model.Path, folder["a.onnx"], new() { Precision = Precision.Float16 });
        Dictionary<string, string> metadata = new OnnxFile(File.ReadAllBytes(folder["a.onnx"])).Metadata;
        CollectionAssert.AreEqual(EmotionLabels.Dfew.ToArray(), JsonSerializer.Deserialize<string[]>(metadata["labels"]));
        Assert.AreEqual("mmadfer-onnx", metadata["format"]);
        Assert.AreEqual("32", metadata["image_size"]);
        Assert.AreEqual("1", metadata["batch"]);
        Assert.AreEqual("float16", metadata["precision"]);
        Assert.AreEqual("test", metadata["source"]);
        Assert.AreEqual("false", metadata["trained"]);
        Assert.AreEqual(ModelInfo.Read(model.Path).EncodersSha256, metadata["encoders_sha256"]);
    }

    [TestMethod]
    public void AnOfficialCheckpointCanBeExported()
    {
        using var folder = new TemporaryFolder();
        OnnxExportResult result = OnnxExporter.Export(Goldens.Path("checkpoints", "official_tiny.pth"), folder["a.onnx"]);
        Assert.AreEqual(64, result.ImageSize);
        var file = new OnnxFile(File.ReadAllBytes(folder["a.onnx"]));
        Assert.AreEqual("official_tiny.pth", file.Metadata["source"]);
        Assert.IsFalse(file.Metadata.ContainsKey("encoders_sha256"));
        var weights = new HashedWeights("tiny");
        float[] expected = weights.ReadAll(weights.Tensors["our_classifier.bias"]);
        CollectionAssert.AreEqual(expected, file.Tensors["our_classifier.bias"].Values);
    }

    [TestMethod]
    public void Float16IsHalfTheSize()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        long whole = Weights(model.Path, folder["a.onnx"], half: false), half = Weights(model.Path, folder["b.onnx"], half: true);
        // Norms stay float32.
        Assert.IsLessThan(0.55 * whole, half);

        static long Weights(string model, string output, bool half)
        {
            OnnxExporter.Export(model, output, new() { Precision = half ? Precision.Float16 : Precision.Float32 });
            return new OnnxFile(File.ReadAllBytes(output)).Tensors.Values.Sum(t => (t.Type == OnnxFile.Float16 ? 2 : 4) * t.Shape.Count);
        }
    }

    [TestMethod]
    public void AWeightThatFloat16CannotHoldIsNamed()
    {
        using var folder = new TemporaryFolder();
        MemoryWeights weights = SmallNetworks.Weights();
        const string name = "audio_model.blocks.3.mlp.fc2.bias";
        float[] values = weights.ReadAll(weights.Tensors[name]);
        values[5] = 7e4f;
        weights.Set(name, weights.Tensors[name].Shape, values);
        using ModelFile model = ModelFile.Open(weights);
        var exception = Assert.ThrowsExactly<ModelFileException>(
            () => OnnxExporter.Export(model, folder["a.onnx"], new() { Precision = Precision.Float16 }));
        StringAssert.Contains(exception.Message, $"element 5 of the tensor '{name}' is 70000");
        Assert.IsEmpty(folder.Names());
        OnnxExporter.Export(model, folder["a.onnx"], new());
        CollectionAssert.AreEqual(new[] { "a.onnx" }, folder.Names());
    }

    [TestMethod]
    public void ACanceledOrFailedExportLeavesNothing()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        folder.Write("a.onnx", [1, 2, 3]);
        using var cancellation = new CancellationTokenSource();
        var atHalf = new Callback(share =>
        {
            if (share >= 0.5)
                cancellation.Cancel();
        });
        Assert.ThrowsExactly<OperationCanceledException>(
            () => OnnxExporter.Export(model.Path, folder["a.onnx"], null, atHalf, cancellation.Token));
        Assert.ThrowsExactly<OperationCanceledException>(
            () => OnnxExporter.Export(model.Path, folder["b.onnx"], null, null, cancellation.Token));
        var faulty = new Callback(_ => throw new IOException("No space left on device"));
        var exception = Assert.ThrowsExactly<ModelFileException>(() => OnnxExporter.Export(model.Path, folder["a.onnx"], null, faulty));
        StringAssert.Contains(exception.Message, "a.onnx: cannot be written: No space left on device");
        CollectionAssert.AreEqual(new[] { "a.onnx" }, folder.Names());
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, File.ReadAllBytes(folder["a.onnx"]));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(-1)]
    [DataRow(257)]
    public void ABatchOutOfRangeIsRefused(int batch)
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => OnnxExporter.Export(model.Path, folder["a.onnx"], new() { Batch = batch }));
        Assert.IsEmpty(folder.Names());
    }

    private sealed class Callback(Action<double> action) : IProgress<double>
    {
        public void Report(double value) => action(value);
    }
}
