using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Tests.Weights;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Models;

/// <summary>The paper's variants on disk.</summary>
[TestClass]
public sealed class VariantTests
{
    private readonly TemporaryFolder _folder = new();

    public static IEnumerable<object[]> Variants => TinyVariants.Names.Select(name => new object[] { name });

    [TestCleanup]
    public void Delete() => _folder.Dispose();

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void ASmallModelOfAVariantIsReadBack(string name)
    {
        NetworkVariant variant = TinyVariants.Variant(name);
        ModelInfo info = ModelInitializer.InitializeSmall(_folder["a"], new() { ImageSize = 32, Width = 16, Latent = 6, Variant = variant });
        Assert.AreEqual(variant, info.Variant);
        Assert.AreEqual(variant.Fusion is FusionKind.None or FusionKind.Add ? null : 6, info.Latent);
        Assert.AreEqual(32, info.ImageSize);
        using ModelFile model = ModelFile.Open(_folder["a"]);
        Assert.AreEqual(
            NetworkTensors.Of(model.Config).Where(t => t.Trained && t.Used).Sum(t => t.Shape.Count), info.TrainedParameterCount);
        foreach ((string key, string value) in VariantText.Metadata(variant))
            Assert.AreEqual(value, model.Metadata[key]);
    }

    [TestMethod]
    public void AVariantStartsFromThePretrainedEncoders()
    {
        TorchFiles.Write(_folder["face.pth"], SmallNetworks.Unimodal("mae_face", 3, 196));
        TorchFiles.Write(_folder["audio.pth"], SmallNetworks.Unimodal("audio_mae", 1, 512));
        var options = new ModelInitOptions { ImageSize = 32, Latent = 8, Variant = new() { Fusion = FusionKind.Mult, PromptUpdates = 4, TemporalAdapterWidth = 6 } };
        ModelInfo published = ModelInitializer.Initialize(_folder["face.pth"], _folder["audio.pth"], _folder["published"], new() { ImageSize = 32 });
        ModelInfo info = ModelInitializer.Initialize(_folder["face.pth"], _folder["audio.pth"], _folder["variant"], options);
        Assert.AreEqual(options.Variant, info.Variant);
        Assert.AreEqual((8, 128), (info.Latent, published.Latent));
        // Positions of the patches are the encoder's; the rows of all twelve prompts are drawn.
        CollectionAssert.AreEqual((int[])[1, 1 + 4 + 12, 48], info.TensorShapes["image_encoder.pos_embed"].ToArray());
        Assert.AreEqual(published.EncodersSha256, info.EncodersSha256, "The encoders of all variants are the same.");
    }

    [TestMethod]
    public void ImpossibleVariantsAreRefused()
    {
        foreach ((NetworkVariant variant, int latent, string expected) in (ReadOnlySpan<(NetworkVariant, int, string)>)[
            (new() { PromptUpdates = 5 }, 8, "5 prompt updates are not possible; the number must be 0 or divide the 12 blocks"),
            (new() { PromptUpdates = -2 }, 8, "-2 prompt updates"),
            (new() { PromptUpdates = 24 }, 8, "24 prompt updates"),
            (new() { FinalTransformer = false }, 8, "neither temporal adapters nor the final transformer"),
            (new() { TemporalAdapterWidth = 5 }, 8, "the width of the temporal adapters 5 is not possible; it must be a multiple of its 2 attention heads"),
            (new() { TemporalAdapterWidth = -4 }, 8, "temporal adapters -4"),
            (new() { TemporalAdapterWidth = int.MaxValue - 1 }, 8, "temporal adapters 2147483646"),
            (new() { Fusion = FusionKind.Mult }, 7, "the latent width 7 is not possible"),
            (new() { Fusion = FusionKind.MultConcat }, 1, "the latent width 1 is not possible"),
            (new() { Fusion = (FusionKind)9 }, 8, "there is no fusion 9")])
        {
            var small = new ModelInitOptions { ImageSize = 32, Width = 16, Latent = latent, Variant = variant };
            string message = Assert.ThrowsExactly<ArgumentException>(() => ModelInitializer.InitializeSmall(_folder["out"], small)).Message;
            StringAssert.StartsWith(message, "This variant of the network is not possible: ");
            StringAssert.Contains(message, expected);
        }
        Assert.IsEmpty(_folder.Names());
        // A latent that nothing reads may be odd.
        ModelInitializer.InitializeSmall(_folder["add"], new() { ImageSize = 32, Width = 16, Latent = 7, Variant = new() { Fusion = FusionKind.Add } });
    }

    [TestMethod]
    public void FilesOfImpossibleVariantsAreRefused()
    {
        MmaDferConfig config = TinyVariants.Config(TinyVariants.NoPrompts);
        MemoryWeights Prompts(int rows, int width)
        {
            MemoryWeights weights = TinyVariants.Weights(config);
            weights.Set("image_encoder.learnable_prompts_init", new Shape(rows, width), new float[rows * width]);
            return weights;
        }
        // 4 patches: 30 + 1 + 4, so that ten updates are read.
        MemoryWeights ten = Prompts(30, 16);
        ten.Set("image_encoder.pos_embed", new Shape(1, 35, 16), new float[35 * 16]);
        Refused<ModelFileException>(ten, "10 prompt updates are not possible");
        Refused<ShapeMismatchException>(Prompts(4, 16), "its first size must be 3 for each update of the prompts");
        Refused<ShapeMismatchException>(Prompts(6, 16), "its second size must be 7 plus the square of a number of patches (56, 107, 203 for");
        Refused<ShapeMismatchException>(
            SmallNetworks.Without(TinyVariants.Weights(TinyVariants.Config(TinyVariants.Published)), "image_encoder.learnable_prompts_init", "image_encoder.learnable_prompts_progr.0", "image_encoder.learnable_prompts_progr.1"),
            "its second size must be 1 plus the square");
        MemoryWeights published = TinyVariants.Weights(TinyVariants.Config(TinyVariants.Published));
        Refused<ModelFileException>(
            SmallNetworks.Without(published, [.. published.Tensors.Keys.Where(n => n.StartsWith("temporal_net.", StringComparison.Ordinal))]),
            "neither temporal adapters nor the final transformer");
    }

    [TestMethod]
    [DataRow(TinyVariants.Mult, "image_encoder.cross_att.3.to_q.weight")]
    [DataRow(TinyVariants.MultConcat, "audio_model.cross_att.0.to_out.0.bias")]
    [DataRow(TinyVariants.Add, "audio_model.all_gate.11")]
    [DataRow(TinyVariants.Both, "image_encoder.temporal_adapter.5.pos_embedding")]
    public void AMissingTensorOfAVariantIsNamed(string variant, string missing) => Refused<ModelFileException>(
        SmallNetworks.Without(TinyVariants.Weights(TinyVariants.Config(variant)), missing), $"the tensor '{missing}' of shape");

    [TestMethod]
    [DataRow("fusion", "add", "'fusion' is 'add', but it is bottleneck by the tensors")]
    [DataRow("prompt_updates", "4", "'prompt_updates' is '4', but it is 2 by the tensors")]
    [DataRow("temporal", "both", "'temporal' is 'both', but it is final by the tensors")]
    public void TheVariantInTheMetadataMustAgreeWithTheTensors(string key, string value, string expected)
    {
        MmaDferConfig config = TinyVariants.Config(TinyVariants.Published);
        Dictionary<string, string> metadata = ModelMetadata.Of(config, ["a", "b", "c"], "test", "", null);
        MemoryWeights plain = TinyVariants.Weights(config);
        MemoryWeights Stated()
        {
            var weights = new MemoryWeights("stated", metadata);
            foreach (TensorInfo tensor in plain.Tensors.Values)
                weights.Set(tensor.Name, tensor.Shape, plain.ReadAll(tensor));
            return weights;
        }
        Assert.AreEqual(config, ModelFile.Open(Stated()).Config);
        metadata[key] = value;
        Refused<ModelFileException>(Stated(), expected);
        // Files of before there were variants say nothing of them.
        metadata.Remove(key);
        Assert.AreEqual(config, ModelFile.Open(Stated()).Config);
    }

    private static void Refused<T>(WeightStore weights, string expected)
        where T : MmaDferException =>
        StringAssert.Contains(Assert.ThrowsExactly<T>(() => ModelFile.Open(weights)).Message, expected);
}
