using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Tests.Weights;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Models;

/// <summary>Pretrained encoders that are not what the network has: refused by name, never loaded in part.</summary>
[TestClass]
public sealed class EncoderTensorsTests
{
    [TestMethod]
    [DataRow("blocks.3.ls1.weight", "layer scale")]
    [DataRow("norm_pre.weight", "a norm before the blocks, as CLIP has it")]
    [DataRow("blocks.3.attn.q_norm.weight", "a norm of queries")]
    [DataRow("blocks.3.attn.k_norm.bias", "a norm of keys")]
    [DataRow("reg_token", "register tokens")]
    [DataRow("register_tokens", "register tokens")]
    [DataRow("blocks.3.attn.relative_position_bias_table", "relative positions")]
    [DataRow("rel_pos_bias.relative_position_bias_table", "relative positions")]
    [DataRow("blocks.3.attn.qkv.lora_A", "an adapter that was not merged")]
    [DataRow("blocks.3.mlp.norm.weight", "unknown")]
    [DataRow("something.else", "unknown")]
    public void FurtherComputationsAreRefused(string name, string what)
    {
        foreach (string bad in (string[])["face.pth", "audio.pth"])
        {
            string message = Refused<ModelFileException>(bad, weights => weights.Set(name, new Shape(48), new float[48]));
            StringAssert.Contains(message, $"no place for the tensor '{name}' ({what}");
        }
    }

    [TestMethod]
    public void FurtherTensorsAreCounted() => StringAssert.Contains(
        Refused<ModelFileException>("face.pth", weights =>
        {
            weights.Set("blocks.3.attn.k_norm.weight", new Shape(48), new float[48]);
            weights.Set("blocks.3.attn.q_norm.weight", new Shape(48), new float[48]);
        }),
        "'blocks.3.attn.k_norm.weight' (a norm of keys; one of 2 that are left over)");

    [TestMethod]
    [DataRow("dinov2.encoder.layer.0.layer_scale1.lambda1", "Hugging Face's DINOv2 naming")]
    [DataRow("vision_model.encoder.layers.0.self_attn.q_proj.weight", "Hugging Face's CLIP naming")]
    [DataRow("visual.transformer.resblocks.0.attn.in_proj_weight", "OpenAI's CLIP naming")]
    [DataRow("encoder.layers.encoder_layer_0.ln_1.weight", "torchvision's ViT naming")]
    public void OtherNamingSchemesAreNamed(string name, string whose)
    {
        using var folder = new TemporaryFolder();
        var other = new MemoryWeights("other");
        other.Set(name, new Shape(1), [1f]);
        other.Set("mlp_head.0.weight", new Shape(1), [1f]);
        TorchFiles.Write(folder["other.pth"], other);
        TorchFiles.Write(folder["face.pth"], SmallNetworks.Unimodal("mae_face", 3, 196));
        TorchFiles.Write(folder["audio.pth"], SmallNetworks.Unimodal("audio_mae", 1, 512));
        foreach ((string face, string audio) in ((string, string)[])[("other.pth", "audio.pth"), ("face.pth", "other.pth")])
        {
            string message = Assert.ThrowsExactly<ModelFileException>(
                () => ModelInitializer.Initialize(folder[face], folder[audio], folder["out"])).Message;
            StringAssert.StartsWith(message, folder["other.pth"]);
            StringAssert.Contains(message, $"this is {whose} ('{name}'), which is not supported");
        }
    }

    [TestMethod]
    [DataRow(600)]
    [DataRow(256)]
    [DataRow(1024)]
    [DataRow(1212)]
    public void AudioGridsAreNotGuessed(int patches) => StringAssert.Contains(
        Refused<ShapeMismatchException>("audio.pth", weights => weights.Set("pos_embed", new Shape(1, 1 + patches, 48), new float[(1 + patches) * 48])),
        "its second size must be 513 ([CLS] and 64 x 8 patches of time and bands, as in AudioMAE)");

    [TestMethod]
    public void TensorsOfPretrainingAreIgnored()
    {
        using var folder = new TemporaryFolder();
        MemoryWeights face = SmallNetworks.Unimodal("mae_face", 3, 196);
        foreach (string name in (string[])["decoder_blocks.0.attn.logit_scale", "decoder.weight", "head.weight", "decoder_pos_embed"])
            face.Set(name, new Shape(1), [float.NaN]);
        TorchFiles.Write(folder["face.pth"], face);
        TorchFiles.Write(folder["audio.pth"], SmallNetworks.Unimodal("audio_mae", 1, 512));
        Assert.AreEqual(ModelFileKind.Model, ModelInitializer.Initialize(folder["face.pth"], folder["audio.pth"], folder["out"]).Kind);
    }

    private static string Refused<T>(string bad, Action<MemoryWeights> change)
        where T : MmaDferException
    {
        using var folder = new TemporaryFolder();
        MemoryWeights face = SmallNetworks.Unimodal("mae_face", 3, 196), audio = SmallNetworks.Unimodal("audio_mae", 1, 512);
        change(bad == "face.pth" ? face : audio);
        TorchFiles.Write(folder["face.pth"], face);
        TorchFiles.Write(folder["audio.pth"], audio);
        string message = Assert.ThrowsExactly<T>(
            () => ModelInitializer.Initialize(folder["face.pth"], folder["audio.pth"], folder["out"])).Message;
        StringAssert.StartsWith(message, folder[bad]);
        CollectionAssert.AreEqual(new[] { "audio.pth", "face.pth" }, folder.Names());
        return message;
    }
}
