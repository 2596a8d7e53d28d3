using System.Text.Json;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Tests.Weights;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Models;

/// <summary>
/// Encoders that others publish, against their own architecture in PyTorch (tests/Goldens/encoders): the network that starts from them, on
/// plain frames between 0 and 1 and on AudioMAE's features, computes what they do on input that is normalised their way.
/// </summary>
[TestClass]
public sealed class PretrainedEncoderTests
{
    /// <summary>Of the [CLS] after the last norm, and of the blocks.</summary>
    private const double Tolerance = 2e-5, BlockTolerance = 5e-5;

    private const int Width = 128;

    private static readonly JsonElement s_architectures = Goldens.Json("encoders", "architectures.json");

    /// <summary>A stand-in for the other encoder of a model.</summary>
    private static MemoryWeights PlainFace => SmallNetworks.Unimodal("mae_face", 3, 196, Width, 256);

    private static MemoryWeights PlainAudio => SmallNetworks.Unimodal("audio_mae", 1, 512, Width, 256);

    [TestMethod]
    [DataRow("timm-224", 64, "guessed by its tensors, which are those of timm's augreg weights")]
    [DataRow("timm-384", 64, "guessed by its tensors, which are those of timm's augreg weights")]
    [DataRow("timm-in21k", 224, "guessed by its tensors, which are those of timm's augreg weights")]
    [DataRow("deit-distilled", 64, "which are those of DeiT")]
    [DataRow("deit3", 64, "which are those of DeiT III")]
    [DataRow("mae-fine-tuned", 64, "which are those of a fine-tuned MAE")]
    [DataRow("hf-vit", 64, "which are those of Google's ViT")]
    [DataRow("hf-vit-mae", 64, "which are those of ViT-MAE")]
    [DataRow("hf-deit", 64, "which are those of DeiT")]
    public void FaceEncodersComputeWhatTheirArchitectureDoes(string name, int size, string remark)
    {
        using var folder = new TemporaryFolder();
        TorchFiles.Write(folder["face.pth"], Hashed(name));
        TorchFiles.Write(folder["audio.pth"], PlainAudio);
        ModelInfo info = Initialize(folder, size);
        StringAssert.Contains(string.Join('\n', info.Remarks.Where(r => r.StartsWith("Face encoder: ", StringComparison.Ordinal))), remark);
        Check(folder["out"], name, "image", size, rows: 2);
    }

    [TestMethod]
    [DataRow("audio-mae-fine-tuned", "fine-tuned with mean pooling")]
    [DataRow("ast-16", "Its distillation token was left out")]
    [DataRow("ast-10", "Its patches overlap")]
    [DataRow("hf-ast", "Its distillation token was left out")]
    public void AudioEncodersComputeWhatTheirArchitectureDoes(string name, string remark)
    {
        using var folder = new TemporaryFolder();
        TorchFiles.Write(folder["face.pth"], PlainFace);
        TorchFiles.Write(folder["audio.pth"], Hashed(name));
        ModelInfo info = Initialize(folder, 32);
        StringAssert.Contains(string.Join('\n', info.Remarks.Where(r => r.StartsWith("Audio encoder: ", StringComparison.Ordinal))), remark);
        Check(folder["out"], name, "audio", 32, rows: 1);
    }

    /// <summary>An AST that learned a filter bank with another mean and deviation, which the file beside it states.</summary>
    [TestMethod]
    public void AFilterBankIsNormalisedAsTheFileBesideStates()
    {
        using var folder = new TemporaryFolder();
        TorchFiles.Write(folder["face.pth"], PlainFace);
        Directory.CreateDirectory(folder["ast"]);
        string path = Path.Combine(folder["ast"], "model.safetensors");
        TorchFiles.Write(path, Hashed("hf-ast-speech"));
        File.WriteAllText(Path.Combine(folder["ast"], "preprocessor_config.json"), """
            {"do_normalize": true, "feature_extractor_type": "ASTFeatureExtractor", "max_length": 128, "mean": -6.845978, "num_mel_bins": 128, "sampling_rate": 16000, "std": 5.5654526}
            """);
        ModelInfo info = ModelInitializer.Initialize(folder["face.pth"], path, folder["out"], Plain(32));
        Assert.AreEqual(16000, info.SampleRate);
        StringAssert.Contains(string.Join('\n', info.Remarks), "Audio encoder: Its filter bank is normalised as preprocessor_config.json states.");
        Check(folder["out"], "hf-ast-speech", "audio", 32, rows: 1);
    }

    /// <summary>What the network cannot compute, or nobody can know, is refused by name.</summary>
    [TestMethod]
    public void WhatIsNotUnderstoodIsRefused()
    {
        string Refused<T>(MemoryWeights face, MemoryWeights? audio = null, string? config = null)
            where T : MmaDferException
        {
            using var folder = new TemporaryFolder();
            TorchFiles.Write(folder["face.pth"], face);
            TorchFiles.Write(folder["audio.pth"], audio ?? PlainAudio);
            if (config is not null)
                File.WriteAllText(folder["config.json"], config);
            string message = Assert.ThrowsExactly<T>(() => Initialize(folder, 32)).Message;
            Assert.IsFalse(File.Exists(folder["out"]));
            return message;
        }
        MemoryWeights weights = Hashed("timm-224");
        weights.Set("head.weight", new Shape(12, Width), new float[12 * Width]);
        StringAssert.Contains(Refused<ModelFileException>(weights), "its head has 12 classes");
        weights = Hashed("timm-224");
        weights.Set("patch_embed.proj.weight", new Shape(Width, 3, 14, 14), new float[Width * 3 * 14 * 14]);
        StringAssert.Contains(Refused<ShapeMismatchException>(weights), "so its patches have 14 x 14 pixels, as those of DINOv2; the network's have 16 x 16");
        StringAssert.Contains(Refused<ShapeMismatchException>(PlainAudio), "its second size must be 3 (red, green and blue: a face encoder)");
        weights = Hashed("hf-vit");
        weights.Set("vit.encoder.layer.5.attention.attention.key.weight", new Shape(64, Width), new float[64 * Width]);
        StringAssert.Contains(Refused<ShapeMismatchException>(weights), "'vit.encoder.layer.5.attention.attention.key.weight' has shape [64, 128]; that of 'vit.encoder.layer.5.attention.attention.query.weight', [128, 128], is needed");
        weights = SmallNetworks.Without(Hashed("hf-vit"), "vit.encoder.layer.3.attention.attention.value.bias");
        StringAssert.Contains(Refused<ModelFileException>(weights), "the tensor 'vit.encoder.layer.3.attention.attention.value.bias' is missing");
        weights = Hashed("ast-16");
        weights.Set("module.v.pos_embed", new Shape(1, 600, Width), new float[600 * Width]);
        StringAssert.Contains(Refused<ShapeMismatchException>(PlainFace, weights), "'v.pos_embed' has shape [1, 600, 128]; its second size must be 514, 1214 or another number");
        StringAssert.Contains(Refused<ModelFileException>(Hashed("hf-vit"), config: """{"num_attention_heads": 4}"""), "config.json beside it states 4 attention heads; a network of width 128 has 2");
        StringAssert.Contains(Refused<ModelFileException>(Hashed("hf-vit"), config: """{"hidden_act": "quick_gelu"}"""), "states the activation function 'quick_gelu'");
    }

    /// <summary>Files beside an encoder that are damaged, hostile or not what their name says are left out, and said.</summary>
    [TestMethod]
    [DataRow("config.json", "not json")]
    [DataRow("config.json", "[1, 2]")]
    [DataRow("preprocessor_config.json", """{"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0, 0.5]}""")]
    [DataRow("preprocessor_config.json", """{"image_mean": ["a", 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}""")]
    public void BadFilesBesideAreLeftOut(string file, string text)
    {
        using var folder = new TemporaryFolder();
        TorchFiles.Write(folder["face.pth"], Hashed("timm-224"));
        TorchFiles.Write(folder["audio.pth"], PlainAudio);
        File.WriteAllText(folder[file], text);
        ModelInfo info = Initialize(folder, 32);
        StringAssert.Contains(info.Remarks[0], "guessed by its tensors");
        StringAssert.Contains(string.Join('\n', info.Remarks), $"{file} beside face.pth is not what a model's is, and was not used.");
        Assert.IsNull(info.License);
    }

    /// <summary>A licence is what a model card or the caller states, stays with the model, and is never guessed.</summary>
    [TestMethod]
    public void TheLicenceIsKept()
    {
        using var folder = new TemporaryFolder();
        TorchFiles.Write(folder["face.pth"], Hashed("timm-224"));
        Directory.CreateDirectory(folder["other"]);
        TorchFiles.Write(Path.Combine(folder["other"], "audio.pth"), PlainAudio);
        File.WriteAllText(folder["README.md"], "---\ntags:\n- timm\nlicense: apache-2.0\n---\n# Card\nlicense: none\n");
        ModelInfo Make(string? license) =>
            ModelInitializer.Initialize(folder["face.pth"], Path.Combine(folder["other"], "audio.pth"), folder["out"], Plain(32) with { License = license });
        Assert.AreEqual("face encoder: apache-2.0 (README.md); audio encoder: not stated", Make(null).License);
        ModelInfo kept = ModelConverter.Convert(folder["out"], folder["kept"]);
        Assert.AreEqual("face encoder: apache-2.0 (README.md); audio encoder: not stated", kept.License);
        CollectionAssert.AreEqual(Make(null).Remarks.ToArray(), kept.Remarks.ToArray());
        Assert.AreEqual("MIT", ModelConverter.Convert(folder["out"], folder["kept"], new() { License = "MIT" }).License);
        Assert.AreEqual("Apache-2.0", Make("Apache-2.0").License);
    }

    /// <summary>What is known of an encoder comes before what its tensors look like.</summary>
    [TestMethod]
    [DataRow("config.json", """{"architecture": "vit_base_patch16_224", "pretrained_cfg": {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "license": "apache-2.0"}}""")]
    [DataRow("preprocessor_config.json", """{"do_normalize": true, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225], "rescale_factor": 0.00392156862745098}""")]
    [DataRow("preprocessor_config.json", """{"image_mean": [0.970, 0.912, 0.812], "image_std": [0.458, 0.448, 0.45], "rescale_factor": 0.00784313725490196}""")]
    [DataRow(null, null)]
    public void AFileBesideOrTheCallerStatesTheScaling(string? file, string? text)
    {
        using var folder = new TemporaryFolder();
        TorchFiles.Write(folder["face.pth"], Hashed("timm-224"));
        TorchFiles.Write(folder["audio.pth"], PlainAudio);
        ModelInitializer.Initialize(folder["face.pth"], folder["audio.pth"], folder["guessed"], Plain(32));
        if (file is not null)
            File.WriteAllText(folder[file], text);
        ModelInfo info = ModelInitializer.Initialize(
            folder["face.pth"], folder["audio.pth"], folder["out"], Plain(32) with { FaceScaling = file is null ? EncoderScaling.ImageNet : null });
        StringAssert.Contains(info.Remarks[0], "Its frames are scaled as it learned them, (x - (0.485, 0.456, 0.406)) / (0.229, 0.224, 0.225): ");
        StringAssert.EndsWith(info.Remarks[0], file is null ? "stated." : $"{file} beside it states that.");
        Assert.AreEqual(file == "config.json" ? "face encoder: apache-2.0 (config.json); audio encoder: apache-2.0 (config.json)" : null, info.License);
        float[] expected = Folded(Hashed("timm-224"), EncoderInput.Of(EncoderScaling.ImageNet));
        Closeness.Assert(expected, Patches(folder["out"]), 1e-6, "stated");
        Assert.ThrowsExactly<AssertFailedException>(() => Closeness.Assert(expected, Patches(folder["guessed"]), 1e-6, "guessed"));
    }

    /// <summary>Folding is exact: in double precision, for any frames, the folded filters give what the old ones give for normalised frames.</summary>
    [TestMethod]
    public void FoldingIsExact()
    {
        var random = new Random(5);
        const int width = 7, channels = 3, area = 256;
        foreach (EncoderInput input in (EncoderInput[])[EncoderInput.Of(EncoderScaling.SignedRange), EncoderInput.Of(EncoderScaling.ImageNet)])
        {
            double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * 2 - 1)];
            double[] filters = Draw(width * channels * area), biases = Draw(width), frame = Draw(channels * area);
            double[] normalised = [.. frame.Select((x, i) => (x - input.Mean[i / area]) / input.Deviation[i / area])];
            double[] expected = [.. Enumerable.Range(0, width).Select(i => biases[i] + normalised.Select((x, j) => x * filters[i * channels * area + j]).Sum())];
            input.Fold(filters, biases);
            for (int i = 0; i < width; i++)
                Assert.AreEqual(expected[i], biases[i] + frame.Select((x, j) => x * filters[i * channels * area + j]).Sum(), 1e-12);
        }
    }

    private static ModelInitOptions Plain(int size) => new()
    {
        ImageSize = size,
        Variant = new() { Fusion = FusionKind.None, PromptUpdates = 0 },
    };

    private static ModelInfo Initialize(TemporaryFolder folder, int size) =>
        ModelInitializer.Initialize(folder["face.pth"], folder["audio.pth"], folder["out"], Plain(size));

    /// <summary>Runs the network, without fusion and prompts, and compares one encoder's [CLS] and tokens.</summary>
    private static void Check(string path, string name, string encoder, int size, int rows)
    {
        using ModelFile model = ModelFile.Open(path);
        var network = new MmaDferNetwork(model.Config, model.Weights);
        var shapes = new Dictionary<string, int[]>();
        using Session session = new CpuEngine().Prepare(ops => network.Build(ops, 1, (output, value) =>
        {
            ops.Output(output, value);
            shapes.Add(output, [.. value.Shape.Sizes]);
        }));
        float[] frames = HashedTensors.Frames(1, size);
        frames.CopyTo(session.Input(MmaDferNetwork.FramesInput));
        HashedTensors.Audio(1).CopyTo(session.Input(MmaDferNetwork.AudioInput));
        session.Run();
        var golden = new GoldenTensors("encoders", "expected.safetensors");
        Closeness.Assert(golden.Floats($"{name}.cls"), session.Output($"{encoder}.cls")[..(rows * Width)], Tolerance, $"{name}: [CLS]");
        int tokens = shapes[$"{encoder}.block11"][1];
        float[] all = session.Output($"{encoder}.block11").ToArray();
        float[] first = [.. Enumerable.Range(0, tokens).SelectMany(token => all.AsSpan(token * Width, 8).ToArray())];
        Closeness.Assert(golden.Floats($"{name}.tokens"), first, BlockTolerance, $"{name}: tokens");
    }

    /// <summary>The hashed tensors of an architecture by the names in its list.</summary>
    private static MemoryWeights Hashed(string architecture)
    {
        var weights = new MemoryWeights(architecture);
        foreach (JsonProperty tensor in s_architectures.GetProperty(architecture).EnumerateObject())
        {
            string kind = tensor.Value[0].GetString()!;
            int[] shape = [.. tensor.Value.EnumerateArray().Skip(1).Select(e => e.GetInt32())];
            foreach (int block in Enumerable.Range(0, tensor.Name.Contains("{}", StringComparison.Ordinal) ? MmaDferConfig.Depth : 1))
            {
                string name = tensor.Name.Replace("{}", $"{block}", StringComparison.Ordinal);
                float[] values = new float[new Shape(shape).Count];
                HashedTensors.Weights($"{architecture}/{name}", kind, shape.Skip(1).Aggregate(1, (a, b) => a * b), 0, values);
                weights.Set(name, new Shape(shape), values);
            }
        }
        return weights;
    }

    private static float[] Folded(MemoryWeights weights, EncoderInput input)
    {
        double[] Read(string name) => Array.ConvertAll(weights.ReadAll(weights.Tensors[name]), v => (double)v);
        double[] filters = Read("patch_embed.proj.weight"), biases = Read("patch_embed.proj.bias");
        input.Fold(filters, biases);
        return Array.ConvertAll([.. filters, .. biases], v => (float)v);
    }

    private static float[] Patches(string path)
    {
        using ModelFile model = ModelFile.Open(path);
        float[] Read(string name) => model.Weights.ReadAll(model.Weights.Tensors[name]);
        return [.. Read("image_encoder.patch_embed.proj.weight"), .. Read("image_encoder.patch_embed.proj.bias")];
    }
}
