using MmaDfer.Sdk.Tensors;
using static MmaDfer.Sdk.Network.TensorKind;

namespace MmaDfer.Sdk.Network;

/// <summary>The list of every tensor of a checkpoint: names, shapes and roles, as the official training script saves them.</summary>
internal static class NetworkTensors
{
    /// <summary>Classes of the encoders' own heads, which official checkpoints carry along and nothing reads.</summary>
    private const int ImageHeadClasses = 12, AudioHeadClasses = 1000;

    /// <summary>All tensors of a network with these sizes.</summary>
    public static IReadOnlyList<NetworkTensor> Of(MmaDferConfig config)
    {
        var list = new List<NetworkTensor>(512);
        Temporal(list, config);
        Linear(list, "our_classifier", config.Classes, config.TemporalWidth, trained: true);
        Linear(list, "vision_proj", config.TemporalWidth, config.Width, trained: true);
        Encoder(list, config, "image_encoder", 3, config.ImageTokens, ImageHeadClasses);
        for (int i = 0; i < MmaDferConfig.Depth; i++)
        {
            Linear(list, $"image_encoder.audio_proj_pre.{i}.0", config.Latent, config.Width, trained: true);
            Norm(list, $"image_encoder.audio_proj_pre.{i}.1", config.Latent, trained: true);
            Linear(list, $"image_encoder.temporal_pre.{i}", config.Latent, config.Width, trained: true);
            Norm(list, $"image_encoder.temporal_pre_norm.{i}", config.Latent, trained: true);
        }
        Encoder(list, config, "audio_model", 1, MmaDferConfig.AudioTokens, AudioHeadClasses);
        return list;
    }

    private static void Encoder(
        List<NetworkTensor> list, MmaDferConfig config, string prefix, int channels, int tokens, int headClasses)
    {
        int width = config.Width;
        list.Add(new($"{prefix}.cls_token", new Shape(1, 1, width), Embedding, false));
        list.Add(new($"{prefix}.pos_embed", new Shape(1, tokens, width), Embedding, true));
        list.Add(new($"{prefix}.learnable_prompts_init", new Shape(MmaDferConfig.Prompts, width), Prompt, true));
        list.Add(new($"{prefix}.patch_embed.proj.weight",
            new Shape(width, channels, MmaDferConfig.Patch, MmaDferConfig.Patch), LinearWeight, false));
        list.Add(new($"{prefix}.patch_embed.proj.bias", new Shape(width), LinearBias, false));
        for (int i = 0; i < MmaDferConfig.Depth; i++)
        {
            string block = $"{prefix}.blocks.{i}";
            Norm(list, $"{block}.norm1", width, trained: false);
            Linear(list, $"{block}.attn.qkv", 3 * width, width, trained: false);
            Linear(list, $"{block}.attn.proj", width, width, trained: false);
            Norm(list, $"{block}.norm2", width, trained: false);
            Linear(list, $"{block}.mlp.fc1", config.MlpWidth, width, trained: false);
            Linear(list, $"{block}.mlp.fc2", width, config.MlpWidth, trained: false);
        }
        Norm(list, $"{prefix}.norm", width, trained: false);
        Linear(list, $"{prefix}.head", headClasses, width, trained: false, used: false);
        for (int i = 0; i < MmaDferConfig.Prompts / MmaDferConfig.PromptsPerUpdate; i++)
            list.Add(new($"{prefix}.learnable_prompts_progr.{i}",
                new Shape(MmaDferConfig.PromptsPerUpdate, width), Prompt, true));
        for (int i = 0; i < MmaDferConfig.Depth; i++)
        {
            Linear(list, $"{prefix}.temporal_att_post.{i}.0", width, config.Latent, trained: true);
            list.Add(new($"{prefix}.all_gate.{i}", new Shape(1), Gate, true));
        }
    }

    private static void Temporal(List<NetworkTensor> list, MmaDferConfig config)
    {
        const string layer = "temporal_net.temporal_transformer.layers.0";
        int width = config.TemporalWidth;
        list.Add(new("temporal_net.cls_token", new Shape(1, 1, width), Embedding, true));
        list.Add(new("temporal_net.pos_embedding", new Shape(1, MmaDferConfig.Frames + 1, width), Embedding, true));
        foreach (string part in (string[])[$"{layer}.0.fn", $"{layer}.1.fn"])
        {
            Norm(list, $"{part}.norm", width, trained: true);
            Norm(list, $"{part}.norm2", width, trained: true, used: false);
        }
        list.Add(new($"{layer}.0.fn.fn.to_kv.weight", new Shape(2 * config.TemporalInner, width), LinearWeight, true));
        list.Add(new($"{layer}.0.fn.fn.to_q.weight", new Shape(config.TemporalInner, width), LinearWeight, true));
        Linear(list, $"{layer}.0.fn.fn.to_out.0", width, config.TemporalInner, trained: true);
        Linear(list, $"{layer}.1.fn.fn.net.0", config.TemporalMlp, width, trained: true);
        Linear(list, $"{layer}.1.fn.fn.net.3", width, config.TemporalMlp, trained: true);
    }

    private static void Linear(
        List<NetworkTensor> list, string name, int outputs, int inputs, bool trained, bool used = true)
    {
        list.Add(new($"{name}.weight", new Shape(outputs, inputs), LinearWeight, trained, used));
        list.Add(new($"{name}.bias", new Shape(outputs), LinearBias, trained, used));
    }

    private static void Norm(List<NetworkTensor> list, string name, int width, bool trained, bool used = true)
    {
        list.Add(new($"{name}.weight", new Shape(width), NormWeight, trained, used));
        list.Add(new($"{name}.bias", new Shape(width), NormBias, trained, used));
    }
}
