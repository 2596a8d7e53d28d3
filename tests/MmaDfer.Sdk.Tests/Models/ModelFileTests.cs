using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Tests.Weights;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Models;

[TestClass]
public sealed class ModelFileTests
{
    private const string Classifier = "our_classifier.weight", Query = "temporal_net.temporal_transformer.layers.0.0.fn.fn.to_q.weight";

    [TestMethod]
    public void AnOfficialCheckpointOpensFromPathAndStream()
    {
        string path = Goldens.Path("checkpoints", "official_tiny.pth");
        var expected = new HashedWeights("tiny");
        using var stream = new PartialStream(File.ReadAllBytes(path));
        foreach (ModelFile model in (ModelFile[])[ModelFile.Open(path), ModelFile.Open(stream, "stream")])
        {
            using (model)
            {
                Assert.AreEqual(MmaDferConfig.FromWeights(expected), model.Config);
                Assert.AreSame(EmotionLabels.Dfew, model.Labels);
                TensorInfo tensor = model.Weights.Tensors[Classifier];
                CollectionAssert.AreEqual(expected.ReadAll(expected.Tensors[Classifier]), model.Weights.ReadAll(tensor));
            }
        }
    }

    [TestMethod]
    public void UnusedTensorsMayBeMissingOrOfAnyShape()
    {
        MemoryWeights weights = SmallNetworks.Without(SmallNetworks.Weights(), "audio_model.head.weight", "audio_model.head.bias");
        weights.Set("image_encoder.head.weight", new Shape(3, 16), new float[48]);
        Assert.AreEqual(SmallNetworks.Config, ModelFile.Open(weights).Config);
    }

    [TestMethod]
    public void ModelsWithOtherNumbersOfClassesGetNumberedLabels()
    {
        using ModelFile model = ModelFile.Open(SmallNetworks.Weights(SmallNetworks.Config with { Classes = 3 }));
        CollectionAssert.AreEqual(new[] { "class0", "class1", "class2" }, model.Labels.ToArray());
    }

    [TestMethod]
    public void MissingTensorsAreNamedAndCounted()
    {
        MemoryWeights weights = SmallNetworks.Without(SmallNetworks.Weights(), "audio_model.norm.weight", "audio_model.blocks.11.norm1.bias");
        string message = Assert.ThrowsExactly<ModelFileException>(() => ModelFile.Open(weights)).Message;
        Assert.AreEqual(
            "tiny: the tensor 'audio_model.blocks.11.norm1.bias' of shape [16] is missing (2 tensors are missing, misshaped or unknown).",
            message);
    }

    [TestMethod]
    public void MisshapedTensorsAreNamedWithBothShapes()
    {
        MemoryWeights weights = SmallNetworks.Weights();
        weights.Set("audio_model.norm.weight", new Shape(17), new float[17]);
        Assert.AreEqual(
            "tiny: the tensor 'audio_model.norm.weight' has shape [17]; [16] is needed.",
            Assert.ThrowsExactly<ShapeMismatchException>(() => ModelFile.Open(weights)).Message);
    }

    [TestMethod]
    public void UnknownTensorsAreNamed()
    {
        MemoryWeights weights = SmallNetworks.Weights();
        weights.Set("audio_model.blocks.12.norm1.weight", new Shape(16), new float[16]);
        Assert.AreEqual(
            "tiny: the tensor 'audio_model.blocks.12.norm1.weight' is not part of MMA-DFER; a checkpoint of this network alone is needed.",
            Assert.ThrowsExactly<ModelFileException>(() => ModelFile.Open(weights)).Message);
    }

    [TestMethod]
    public void ForeignCheckpointsAreNotModels()
    {
        string path = Goldens.Path("checkpoints", "protocol4.pth");
        StringAssert.Contains(
            Assert.ThrowsExactly<ModelFileException>(() => ModelFile.Open(path)).Message, "not an MMA-DFER model: the tensor");
    }

    [TestMethod]
    public void ImpossibleSizesAreRefused()
    {
        MemoryWeights many = SmallNetworks.Weights();
        many.Set("image_encoder.temporal_pre.0.weight", new Shape(70_000, 1), new float[70_000]);
        StringAssert.Contains(
            Assert.ThrowsExactly<ModelFileException>(() => ModelFile.Open(many)).Message, "the latent width is 70000 by the shapes of the tensors; it must be between 1 and 65536");
        StringAssert.Contains(
            Assert.ThrowsExactly<ModelFileException>(() => ModelFile.Open(SmallNetworks.Weights(SmallNetworks.Config with { Width = 41 }))).Message,
            "width 41 is not divisible by 2 heads");
        MemoryWeights query = SmallNetworks.Weights();
        query.Set(Query, new Shape(0, 16), []);
        StringAssert.Contains(Assert.ThrowsExactly<ShapeMismatchException>(() => ModelFile.Open(query)).Message, "none of them 0");
    }

    [TestMethod]
    [DataRow("format_version", "2", "the version of its format is 2")]
    [DataRow("format_version", "one", "must be an integer of at least 1")]
    [DataRow("image_size", "64", "'image_size' is '64', but it is 32 by the tensors")]
    [DataRow("classes", "8", "'classes' is '8', but it is 7 by the tensors")]
    [DataRow("heads", "3", "must be a whole number that divides the width 16")]
    [DataRow("labels", "happiness", "must be a JSON list of strings")]
    [DataRow("labels", "[1]", "must be a JSON list of strings")]
    [DataRow("labels", "[\"a\"]", "1 names for 7 classes")]
    [DataRow("labels", "[\"a\",\"a\",\"c\",\"d\",\"e\",\"f\",\"g\"]", "'a' is there twice")]
    public void MetadataMustAgreeWithTheTensors(string key, string value, string expected)
    {
        var metadata = ModelMetadata.Of(SmallNetworks.Config, EmotionLabels.Dfew, "test", "", null);
        Assert.AreEqual(SmallNetworks.Config, ModelFile.Open(With(metadata)).Config);
        metadata["something new"] = "tolerated";
        metadata[key] = value;
        StringAssert.Contains(Assert.ThrowsExactly<ModelFileException>(() => ModelFile.Open(With(metadata))).Message, expected);
    }

    private static MemoryWeights With(Dictionary<string, string> metadata)
    {
        MemoryWeights plain = SmallNetworks.Weights();
        var weights = new MemoryWeights("tiny", metadata);
        foreach (TensorInfo tensor in plain.Tensors.Values)
            weights.Set(tensor.Name, tensor.Shape, plain.ReadAll(tensor));
        return weights;
    }
}
