using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Tests.Weights;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Models;

[TestClass]
public sealed class ModelInitializerTests
{
    private const string Position = "pos_embed";

    [TestMethod]
    public void EncodersAreCopiedAndPositionsResized()
    {
        using var folder = new TemporaryFolder();
        MemoryWeights face = Face(folder), audio = Audio(folder);
        ModelInfo info = ModelInitializer.Initialize(
            folder["face.pth"], folder["audio.pth"], folder["out"], new() { ImageSize = 64, Seed = 7 });
        Assert.AreEqual(64, info.ImageSize);
        Assert.AreEqual("false", info.Metadata["trained"]);
        Assert.AreEqual("face.pth + audio.pth, seed 7", info.Metadata["source"]);
        using ModelFile model = ModelFile.Open(folder["out"]);
        Assert.AreEqual(48, model.Config.Width);
        Assert.AreEqual(3, model.Config.Heads);
        foreach (NetworkTensor tensor in NetworkTensors.Of(model.Config).Where(t => t.Used && !t.Trained))
        {
            (MemoryWeights from, string prefix) = tensor.Name.StartsWith("image_encoder.", StringComparison.Ordinal) ? (face, "image_encoder.") : (audio, "audio_model.");
            CollectionAssert.AreEqual(
                from.ReadAll(from.Tensors[tensor.Name[prefix.Length..]]), model.Weights.ReadAll(model.Weights.Tensors[tensor.Name]), tensor.Name);
        }
        var golden = new GoldenTensors("tiny", "initial_positions.safetensors");
        CheckPositions(golden.Floats("image"), model.Weights, "image_encoder.");
        CheckPositions(golden.Floats("audio"), model.Weights, "audio_model.");
    }

    [TestMethod]
    public void TheSameSeedGivesTheSameFile()
    {
        using var folder = new TemporaryFolder();
        Face(folder);
        Audio(folder);
        byte[] Made(ulong seed)
        {
            ModelInitializer.Initialize(
                folder["face.pth"], folder["audio.pth"], folder["out"], new() { Labels = EmotionLabels.Mafw, Seed = seed });
            return File.ReadAllBytes(folder["out"]);
        }
        byte[] first = Made(1);
        CollectionAssert.AreEqual(first, Made(1));
        CollectionAssert.AreNotEqual(first, Made(2));
        Assert.AreEqual(11, ModelInfo.Read(folder["out"]).Classes);
    }

    [TestMethod]
    public void EveryKindOfTensorIsDrawnCorrectly()
    {
        MmaDferConfig config = new() { ImageSize = 112 };
        using WeightStore weights = new DrawnWeights(config, 3);
        foreach (NetworkTensor tensor in NetworkTensors.Of(config).Where(t => t.Trained || t.Shape.Count < 4000))
        {
            float[] values = weights.ReadAll(weights.Tensors[tensor.Name]);
            double mean = values.Average(), deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
            double fanIn = tensor.Name switch
            {
                _ when tensor.Kind == TensorKind.LinearWeight => tensor.Shape.Count / tensor.Shape[0],
                _ when tensor.Kind != TensorKind.LinearBias => 0,
                _ when tensor.Name.Contains("temporal_att_post", StringComparison.Ordinal) => config.Latent,
                _ when tensor.Name.Contains("patch_embed", StringComparison.Ordinal) => tensor.Name[0] == 'i' ? 768 : 256,
                _ when tensor.Name.Contains("fc2", StringComparison.Ordinal) => config.MlpWidth,
                _ when tensor.Name.Contains("net.3", StringComparison.Ordinal) => config.TemporalMlp,
                _ when tensor.Name.Contains("temporal_net", StringComparison.Ordinal)
                    || tensor.Name.Contains("classifier", StringComparison.Ordinal) => 512,
                _ => 768,
            };
            (double expected, double limit) = tensor.Kind switch
            {
                TensorKind.LinearWeight or TensorKind.LinearBias => (Math.Sqrt(1 / (3 * fanIn)), Math.Sqrt(1 / fanIn)),
                TensorKind.Prompt => (Math.Sqrt(1.0 / 768), double.MaxValue),
                TensorKind.Embedding => (1, double.MaxValue),
                _ => (0, 1),
            };
            double centre = tensor.Kind == TensorKind.NormWeight ? 1 : 0;
            double tolerance = 6 * expected / Math.Sqrt(values.Length);
            Assert.AreEqual(centre, mean, tolerance, tensor.Name);
            Assert.AreEqual(expected, deviation, tolerance, tensor.Name);
            Assert.IsTrue(values.All(v => Math.Abs(v) <= limit * 1.0000001), tensor.Name);
        }
    }

    [TestMethod]
    public void AnyRangeOfADrawIsTheSame()
    {
        using WeightStore weights = new DrawnWeights(SmallNetworks.Config, 5);
        foreach (string name in (string[])["audio_model.pos_embed", "vision_proj.weight"])
        {
            float[] whole = weights.ReadAll(weights.Tensors[name]), part = new float[50];
            weights.Read(weights.Tensors[name], 33, part);
            CollectionAssert.AreEqual(whole[33..83], part);
        }
    }

    [TestMethod]
    public void TheUntrainedNetworkIsAModel()
    {
        using ModelFile model = ModelFile.Open(new DrawnWeights(new MmaDferConfig { Classes = 11 }, 1));
        Assert.AreEqual(new MmaDferConfig { Classes = 11 }, model.Config);
        Assert.AreSame(EmotionLabels.Mafw, model.Labels);
    }

    [TestMethod]
    [DataRow("blocks.11.mlp.fc2.bias", "the tensor 'blocks.11.mlp.fc2.bias' is missing; a MAE-Face checkpoint")]
    [DataRow("pos_embed", "the tensor 'pos_embed' is missing; a MAE-Face checkpoint")]
    public void MissingTensorsAreNamed(string name, string expected)
    {
        using var folder = new TemporaryFolder();
        Audio(folder);
        TorchFiles.Write(folder["face.pth"], SmallNetworks.Without(SmallNetworks.Unimodal("mae_face", 3, 196), name));
        Refused<ModelFileException>(folder, new(), expected);
    }

    [TestMethod]
    public void WrongPairsAreRefused()
    {
        using var folder = new TemporaryFolder();
        Face(folder);
        File.Copy(folder["face.pth"], folder["audio.pth"]);
        Refused<ShapeMismatchException>(folder, new(), "'patch_embed.proj.weight' has shape [48, 3, 16, 16]; its second size must be 1");
        TorchFiles.Write(folder["audio.pth"], SmallNetworks.Unimodal("audio_mae", 1, 512, width: 64));
        Refused<ShapeMismatchException>(folder, new(), "'pos_embed' has shape [1, 513, 64]; [1, 1 + patches, 48]");
        TorchFiles.Write(folder["audio.pth"], SmallNetworks.Unimodal("audio_mae", 1, 509));
        Refused<ShapeMismatchException>(folder, new(), "its second size must be 513");
        MemoryWeights deep = SmallNetworks.Unimodal("audio_mae", 1, 512);
        deep.Set("blocks.12.norm1.weight", new Shape(48), new float[48]);
        TorchFiles.Write(folder["audio.pth"], deep);
        Refused<ModelFileException>(folder, new(), "more than 12 blocks");
    }

    [TestMethod]
    public void BadOptionsAreRefused()
    {
        using var folder = new TemporaryFolder();
        Face(folder);
        Audio(folder);
        Refused<ArgumentException>(folder, new() { ImageSize = 100 }, "The image size 100 is not possible; it must be a multiple of 16");
        Refused<ArgumentException>(folder, new() { ImageSize = 0 }, "The image size 0 is not possible");
        Refused<ArgumentException>(folder, new() { Labels = [] }, "0 names");
        Refused<ArgumentException>(folder, new() { Width = 48 }, "for small networks only");
        Refused<ArgumentException>(folder, new() { Variant = new() { PromptUpdates = 5 } }, "5 prompt updates are not possible");
    }

    private static void Refused<T>(TemporaryFolder folder, ModelInitOptions options, string expected)
        where T : Exception
    {
        StringAssert.Contains(
            Assert.ThrowsExactly<T>(() => ModelInitializer.Initialize(
                folder["face.pth"], folder["audio.pth"], folder["out"], options)).Message, expected);
        CollectionAssert.AreEqual(new[] { "audio.pth", "face.pth" }, folder.Names());
    }

    private static void CheckPositions(float[] expected, WeightStore weights, string prefix)
    {
        float[] values = weights.ReadAll(weights.Tensors[prefix + Position]);
        Assert.AreEqual(expected.Length + 6 * 48, values.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], values[i], 1e-6f);
        float[] prompts = values[expected.Length..];
        Assert.AreEqual(1, Math.Sqrt(prompts.Average(v => v * v)), 0.2);
    }

    private static MemoryWeights Face(TemporaryFolder folder) => Save(folder, "face.pth", SmallNetworks.Unimodal("mae_face", 3, 196));

    private static MemoryWeights Audio(TemporaryFolder folder) => Save(folder, "audio.pth", SmallNetworks.Unimodal("audio_mae", 1, 512));

    private static MemoryWeights Save(TemporaryFolder folder, string name, MemoryWeights weights)
    {
        TorchFiles.Write(folder[name], weights);
        return weights;
    }
}
