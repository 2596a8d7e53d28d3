using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Tests.Weights;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Safetensors;

namespace MmaDfer.Sdk.Tests.Models;

[TestClass]
public sealed class ModelInfoTests
{
    [TestMethod]
    public void AnOfficialCheckpointIsDescribed()
    {
        string path = Goldens.Path("checkpoints", "official_tiny.pth");
        ModelInfo info = ModelInfo.Read(path);
        var tiny = new HashedWeights("tiny");
        Assert.AreEqual(ModelFileKind.Checkpoint, info.Kind);
        Assert.AreEqual(new FileInfo(path).Length, info.FileSize);
        Assert.AreEqual(tiny.Tensors.Values.Sum(t => t.Shape.Count), info.ParameterCount);
        Assert.AreEqual(
            tiny.Manifest.GetProperty("tensors").EnumerateArray().Where(t => t.GetProperty("trainable").GetBoolean())
                .Sum(t => tiny.Tensors[t.GetProperty("name").GetString()!].Shape.Count),
            info.TrainedParameterCount);
        Assert.AreEqual(64, info.ImageSize);
        Assert.AreEqual(7, info.Classes);
        Assert.IsNull(info.EncodersSha256);
        Assert.HasCount(tiny.Tensors.Count, info.Tensors);
        TensorInfo classifier = info.Tensors.Single(t => t.Name == "our_classifier.weight");
        Assert.AreEqual(new Shape(7, 32), classifier.Shape);
        Assert.AreEqual(TensorType.Float32, classifier.Type);
        Assert.HasCount(tiny.Tensors.Count, info.TensorShapes);
        CollectionAssert.AreEqual(new[] { 7, 32 }, info.TensorShapes["our_classifier.weight"].ToArray());
    }

    [TestMethod]
    public void OtherFilesOfTensorsAreDescribedToo()
    {
        ModelInfo tensors = ModelInfo.Read(Goldens.Path("checkpoints", "dtypes_views.pth"));
        Assert.AreEqual(ModelFileKind.Tensors, tensors.Kind);
        Assert.IsNull(tensors.ImageSize);
        Assert.IsNull(tensors.TrainedParameterCount);
        Assert.IsEmpty(tensors.Labels);
        CollectionAssert.IsSubsetOf(new[] { "F32", "F16", "BF16", "F64", "I64", "BOOL" }, tensors.Tensors.Select(t => TensorTypes.Name(t.Type)).ToList());
        using var folder = new TemporaryFolder();
        TorchFiles.Write(folder["face.pth"], SmallNetworks.Unimodal("mae_face", 3, 196));
        Assert.AreEqual(ModelFileKind.UnimodalCheckpoint, ModelInfo.Read(folder["face.pth"]).Kind);
    }

    [TestMethod]
    public void AnIncompleteNetworkIsAFileOfTensors()
    {
        using var folder = new TemporaryFolder();
        TorchFiles.Write(folder["a.pth"], SmallNetworks.Without(SmallNetworks.Weights(), "audio_model.norm.bias"));
        Assert.AreEqual(ModelFileKind.Tensors, ModelInfo.Read(folder["a.pth"]).Kind);
    }

    [TestMethod]
    public void AFileThatClaimsToBeAModelMustBeOne()
    {
        using var folder = new TemporaryFolder();
        var weights = new MemoryWeights("memory");
        weights.Set("a", new Shape(1), [1f]);
        SafetensorsWriter.Write(folder["a"], weights, [.. weights.Tensors.Values], half: false, ModelMetadata.Of(SmallNetworks.Config, EmotionLabels.Dfew, "", "", null));
        StringAssert.Contains(Assert.ThrowsExactly<ModelFileException>(() => ModelInfo.Read(folder["a"])).Message, "not an MMA-DFER model");
    }
}
