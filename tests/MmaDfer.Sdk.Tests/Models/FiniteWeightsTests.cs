using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Onnx;
using MmaDfer.Sdk.Tests.Weights;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Safetensors;

namespace MmaDfer.Sdk.Tests.Models;

/// <summary>NaN and infinity among the weights are refused wherever weights are read to be written.</summary>
[TestClass]
public sealed class FiniteWeightsTests
{
    [TestMethod]
    [DataRow("image_encoder.blocks.3.mlp.fc1.weight", float.NaN, "NaN", false)]
    [DataRow("audio_model.norm.bias", float.PositiveInfinity, "infinite", false)]
    [DataRow("our_classifier.weight", float.NegativeInfinity, "infinite", false)]
    [DataRow("our_classifier.weight", float.NaN, "NaN", true)]
    public void ConvertAndExportNameTheTensor(string name, float value, string expected, bool half)
    {
        using var folder = new TemporaryFolder();
        TorchFiles.Write(folder["a.pth"], With(SmallNetworks.Weights(), name, value));
        foreach (Action write in (Action[])[
            () => ModelConverter.Convert(folder["a.pth"], folder["out"], new() { Precision = half ? Precision.Float16 : Precision.Float32 }),
            () => OnnxExporter.Export(folder["a.pth"], folder["out"], new() { Precision = half ? Precision.Float16 : Precision.Float32 })])
        {
            string message = Assert.ThrowsExactly<ModelFileException>(write).Message;
            StringAssert.StartsWith(message, folder["a.pth"]);
            StringAssert.Contains(message, $"element 1 of the tensor '{name}' is {expected}");
        }
        CollectionAssert.AreEqual(new[] { "a.pth" }, folder.Names());
    }

    [TestMethod]
    [DataRow("pos_embed")]
    [DataRow("blocks.3.mlp.fc1.weight")]
    public void InitNamesTheTensor(string name)
    {
        foreach (string bad in (string[])["face.pth", "audio.pth"])
        {
            using var folder = new TemporaryFolder();
            TorchFiles.Write(folder["face.pth"], SmallNetworks.Unimodal("mae_face", 3, 196));
            TorchFiles.Write(folder["audio.pth"], SmallNetworks.Unimodal("audio_mae", 1, 512));
            MemoryWeights weights = bad == "face.pth" ? SmallNetworks.Unimodal("mae_face", 3, 196) : SmallNetworks.Unimodal("audio_mae", 1, 512);
            TorchFiles.Write(folder[bad], With(weights, name, float.NaN));
            string message = Assert.ThrowsExactly<ModelFileException>(
                () => ModelInitializer.Initialize(folder["face.pth"], folder["audio.pth"], folder["out"])).Message;
            StringAssert.StartsWith(message, folder[bad]);
            StringAssert.Contains(message, $"the tensor '{name}' is NaN");
        }
    }

    [TestMethod]
    [DataRow("model")]
    [DataRow("adapter")]
    public void MergeNamesTheFileAndTheTensor(string bad)
    {
        using var folder = new TemporaryFolder();
        const string name = "our_classifier.bias";
        MemoryWeights good = SmallNetworks.Weights(), poisoned = With(SmallNetworks.Weights(), bad == "model" ? "audio_model.norm.bias" : name, float.NaN);
        string identity = EncoderHash.Of(bad == "model" ? poisoned : good, SmallNetworks.Config);
        WeightStore model = bad == "model" ? poisoned : good, adapter = bad == "model" ? good : poisoned;
        SafetensorsWriter.Write(
            folder["model"], model, [.. NetworkTensors.Of(SmallNetworks.Config).Select(t => model.Tensors[t.Name])], half: false,
            ModelMetadata.Of(SmallNetworks.Config, EmotionLabels.Dfew, "test", identity, null));
        AdapterFile.Write(folder["adapter"], adapter, [name], SmallNetworks.Config, EmotionLabels.Dfew, identity, 1, new Dictionary<string, string>());
        string message = Assert.ThrowsExactly<ModelFileException>(() => ModelConverter.Merge(folder["model"], folder["adapter"], folder["out"])).Message;
        StringAssert.StartsWith(message, folder[bad]);
        StringAssert.Contains(message, "is NaN");
    }

    private static MemoryWeights With(MemoryWeights weights, string name, float value)
    {
        float[] values = weights.ReadAll(weights.Tensors[name]);
        values[1] = value;
        weights.Set(name, weights.Tensors[name].Shape, values);
        return weights;
    }
}
