using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Tests.Weights;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Safetensors;

namespace MmaDfer.Sdk.Tests.Models;

[TestClass]
public sealed class OfficialNamesTests
{
    [TestMethod]
    [DataRow("")]
    [DataRow("module.")]
    [DataRow("_orig_mod.")]
    [DataRow("module._orig_mod.")]
    [DataRow("_orig_mod.module.")]
    [DataRow("model.")]
    [DataRow("_forward_module.model.")]
    [DataRow("lightning_net.backbone.")]
    public void CommonPrefixesAreRemoved(string prefix)
    {
        using var folder = new TemporaryFolder();
        TorchFiles.Write(folder["a.pth"], SmallNetworks.Weights(), "state_dict", prefix);
        ModelConverter.Convert(folder["a.pth"], folder["a"]);
        TorchFiles.Write(folder["b.pth"], SmallNetworks.Weights(), "model");
        ModelConverter.Convert(folder["b.pth"], folder["b"], new());
        using SafetensorsFile named = SafetensorsFile.Open(folder["a"]), plain = SafetensorsFile.Open(folder["b"]);
        CollectionAssert.AreEquivalent(plain.Tensors.Keys.ToList(), named.Tensors.Keys.ToList());
        TorchFiles.Write(folder["face.pth"], SmallNetworks.Unimodal("mae_face", 3, 196), "model", prefix);
        Assert.AreEqual(ModelFileKind.UnimodalCheckpoint, ModelInfo.Read(folder["face.pth"]).Kind);
    }

    [TestMethod]
    public void WrappersOfSingleLayersAreRemoved()
    {
        MemoryWeights weights = SmallNetworks.Weights(), wrapped = new("wrapped");
        foreach (TensorInfo tensor in weights.Tensors.Values)
            wrapped.Set(tensor.Name.Replace("blocks.3.", "blocks.3._orig_mod.", StringComparison.Ordinal), tensor.Shape, weights.ReadAll(tensor));
        using ModelFile model = ModelFile.Open(wrapped);
        CollectionAssert.AreEquivalent(weights.Tensors.Keys.ToList(), model.Weights.Tensors.Keys.ToList());
    }

    [TestMethod]
    public void APrefixOfOnlySomeNamesIsReported()
    {
        MemoryWeights weights = SmallNetworks.Weights(prefix: "model.");
        weights.Set("criterion.weight", new Shape(7), new float[7]);
        StringAssert.Contains(
            Assert.ThrowsExactly<ModelFileException>(() => ModelFile.Open(weights)).Message,
            "begin with 'model.', but there are others ('criterion.weight', 1 in all)");
    }

    [TestMethod]
    public void NamesInOtherFilesAreKept()
    {
        using var folder = new TemporaryFolder();
        var weights = new MemoryWeights("memory");
        weights.Set("linear.weight", new Shape(1), [1f]);
        weights.Set("linear.bias", new Shape(1), [1f]);
        TorchFiles.Write(folder["a.pth"], weights);
        CollectionAssert.AreEqual(new[] { "linear.bias", "linear.weight" }, ModelInfo.Read(folder["a.pth"]).Tensors.Select(t => t.Name).ToArray());
    }
}
