using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Tests.Weights;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Safetensors;

namespace MmaDfer.Sdk.Tests.Models;

[TestClass]
public sealed class ModelConverterTests
{
    [TestMethod]
    public void TheOfficialCheckpointBecomesTheTinyModelBitForBit()
    {
        using var folder = new TemporaryFolder();
        string output = folder["tiny ü.safetensors"];
        ModelInfo info = ModelConverter.Convert(Goldens.Path("checkpoints", "official_tiny.pth"), output);
        var expected = new HashedWeights("tiny");
        using SafetensorsFile file = SafetensorsFile.Open(output);
        CollectionAssert.AreEquivalent(expected.Tensors.Values.ToList(), file.Tensors.Values.ToList());
        foreach (TensorInfo tensor in expected.Tensors.Values)
            CollectionAssert.AreEqual(expected.ReadAll(tensor), file.ReadAll(tensor), tensor.Name);
        Assert.AreEqual(ModelFileKind.Model, info.Kind);
        Assert.AreEqual("official_tiny.pth", info.Metadata["source"]);
        CollectionAssert.AreEqual(EmotionLabels.Dfew.ToArray(), info.Labels.ToArray());
        Assert.AreEqual(Sha256(expected), info.EncodersSha256);
        CollectionAssert.AreEqual(new[] { "tiny ü.safetensors" }, folder.Names());
    }

    [TestMethod]
    public void ConvertingAgainChangesNothing()
    {
        using var folder = new TemporaryFolder();
        string[] labels = ["a", "b", "c", "d", "e", "f", "é"];
        Checkpoint(folder, "a.pth");
        ModelConverter.Convert(folder["a.pth"], folder["a"], new() { Labels = labels });
        ModelConverter.Convert(folder["a"], folder["b"]);
        CollectionAssert.AreEqual(File.ReadAllBytes(folder["a"]), File.ReadAllBytes(folder["b"]));
        CollectionAssert.AreEqual(labels, ModelInfo.Read(folder["b"]).Labels.ToArray());
        ModelConverter.Convert(folder["b"], folder["b"]);
        CollectionAssert.AreEqual(File.ReadAllBytes(folder["a"]), File.ReadAllBytes(folder["b"]));
    }

    [TestMethod]
    public void Float16IsHalfTheSizeAndKeepsTheIdentity()
    {
        using var folder = new TemporaryFolder();
        MemoryWeights weights = Checkpoint(folder, "a.pth");
        ModelInfo full = ModelConverter.Convert(folder["a.pth"], folder["a"]);
        ModelInfo half = ModelConverter.Convert(folder["a.pth"], folder["h"], new() { Precision = Precision.Float16 });
        ModelInfo again = ModelConverter.Convert(folder["h"], folder["hh"]);
        Assert.AreEqual(full.EncodersSha256, half.EncodersSha256);
        Assert.AreEqual(full.EncodersSha256, again.EncodersSha256);
        Assert.IsTrue(half.Tensors.All(t => t.Type == TensorType.Float16));
        Assert.AreEqual(2 * full.ParameterCount, full.FileSize - half.FileSize, 2000);
        using SafetensorsFile file = SafetensorsFile.Open(folder["h"]);
        foreach (TensorInfo tensor in file.Tensors.Values)
            CollectionAssert.AreEqual(
                weights.ReadAll(weights.Tensors[tensor.Name]).Select(v => (float)(Half)v).ToArray(), file.ReadAll(tensor), tensor.Name);
    }

    [TestMethod]
    public void TheIdentitySurvivesFloat16InAnyLaterFormat()
    {
        using var folder = new TemporaryFolder();
        Checkpoint(folder, "a.pth");
        string? identity = ModelConverter.Convert(folder["a.pth"], folder["a"]).EncodersSha256;
        ModelConverter.Convert(folder["a"], folder["half"], new() { Precision = Precision.Float16 });
        ModelConverter.Convert(folder["half"], folder["wide"]);
        ModelInfo again = ModelConverter.Convert(folder["wide"], folder["wide"]);
        Assert.AreEqual(identity, again.EncodersSha256);
        Assert.AreEqual(identity, ModelConverter.Convert(folder["wide"], folder["half"], new() { Precision = Precision.Float16 }).EncodersSha256);
        // Encoders that were changed since are others, whatever the file states.
        MemoryWeights changed;
        using (SafetensorsFile file = SafetensorsFile.Open(folder["a"]))
            changed = MemoryWeights.CopyOf(file);
        changed.Set("audio_model.norm.bias", changed.Tensors["audio_model.norm.bias"].Shape, new float[16]);
        SafetensorsWriter.Write(folder["b"], changed, [.. changed.Tensors.Values], half: false, changed.Metadata);
        Assert.AreEqual(Sha256(changed), ModelConverter.Convert(folder["b"], folder["b"]).EncodersSha256);
    }

    [TestMethod]
    public void TheNumberOfHeadsIsWritten()
    {
        using var folder = new TemporaryFolder();
        Checkpoint(folder, "a.pth");
        ModelConverter.Convert(folder["a.pth"], folder["a"], new() { Heads = 4 });
        using (ModelFile model = ModelFile.Open(folder["a"]))
            Assert.AreEqual(4, model.Config.Heads);
        StringAssert.Contains(
            Assert.ThrowsExactly<ModelFileException>(() => ModelConverter.Convert(folder["a.pth"], folder["b"], new() { Heads = 3 })).Message,
            "divides the width 16");
        CollectionAssert.AreEqual(new[] { "a", "a.pth" }, folder.Names());
    }

    [TestMethod]
    public void BadInputLeavesTheOldOutput()
    {
        using var folder = new TemporaryFolder();
        Checkpoint(folder, "a.pth");
        string old = folder.Write("old", [1, 2, 3]);
        Assert.ThrowsExactly<ModelFileException>(() => ModelConverter.Convert(folder["missing"], old));
        Assert.ThrowsExactly<ModelFileException>(() => ModelConverter.Convert(old, old));
        StringAssert.Contains(
            Assert.ThrowsExactly<ModelFileException>(() => ModelConverter.Convert(folder["a.pth"], old, new() { Labels = ["x"] })).Message,
            "1 names for 7 classes");
        Assert.ThrowsExactly<OperationCanceledException>(
            () => ModelConverter.Convert(folder["a.pth"], old, cancellationToken: new CancellationToken(canceled: true)));
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, File.ReadAllBytes(old));
        CollectionAssert.AreEqual(new[] { "a.pth", "old" }, folder.Names());
    }

    [TestMethod]
    public void ProgressRisesToOne()
    {
        using var folder = new TemporaryFolder();
        Checkpoint(folder, "a.pth");
        var progress = new Shares();
        ModelConverter.Convert(folder["a.pth"], folder["a"], progress: progress);
        Assert.IsGreaterThan(100, progress.Count);
        CollectionAssert.AreEqual(progress.Order().ToList(), progress);
        Assert.AreEqual(1.0, progress[^1]);
    }

    private static MemoryWeights Checkpoint(TemporaryFolder folder, string name)
    {
        MemoryWeights weights = SmallNetworks.Weights();
        TorchFiles.Write(folder[name], weights, "state_dict", "module.");
        return weights;
    }

    /// <summary>The identity by its definition: frozen and used tensors in the list's order, name then numbers.</summary>
    private static string Sha256(WeightStore weights)
    {
        var bytes = new MemoryStream();
        foreach (NetworkTensor tensor in NetworkTensors.Of(MmaDferConfig.FromWeights(weights)).Where(t => t.Used && !t.Trained))
        {
            bytes.Write(Encoding.UTF8.GetBytes(tensor.Name));
            bytes.Write(MemoryMarshal.AsBytes<float>(weights.ReadAll(weights.Tensors[tensor.Name])));
        }
        return Convert.ToHexString(SHA256.HashData(bytes.ToArray())).ToLowerInvariant();
    }

    private sealed class Shares : List<double>, IProgress<double>
    {
        public void Report(double value) => Add(value);
    }
}
