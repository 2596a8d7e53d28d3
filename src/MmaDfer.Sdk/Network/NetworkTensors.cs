using MmaDfer.Sdk.Tensors;
using static MmaDfer.Sdk.Network.TensorKind;

namespace MmaDfer.Sdk.Network;

/// <summary>
/// All tensors of a checkpoint: names, shapes and roles, for the published model as the official training script saves them.
/// </summary>
internal static class NetworkTensors
{
    /// <summary>Classes of the encoders' own heads, which official checkpoints have but nothing reads.</summary>
    private const int ImageHeadClasses = 12, AudioHeadClasses = 1000;

    /// <summary>All tensors of a network with these sizes.</summary>
    public static IReadOnlyList<NetworkTensor> Of(MmaDferConfig config)
    {
        var list = new List<NetworkTensor>(512);
        if (config.Variant.FinalTransformer)
            Temporal(list, config);
        Linear(list, "our_classifier", config.Classes, config.TemporalWidth, trained: true);
        Linear(list, "vision_proj", config.TemporalWidth, config.Width, trained: true);
        Encoder(list, config, "image_encoder", 3, config.ImageTokens, ImageHeadClasses);
        for (int i = 0; i < MmaDferConfig.Depth && config.Variant.HasLatent; i++)
        {
            Linear(list, $"image_encoder.audio_proj_pre.{i}.0", config.Latent, config.Width, trained: true);
            Norm(list, $"image_encoder.audio_proj_pre.{i}.1", config.Latent, trained: true);
            Linear(list, $"image_encoder.temporal_pre.{i}", config.Latent, config.Width, trained: true);
            Norm(list, $"image_encoder.temporal_pre_norm.{i}", config.Latent, trained: true);
        }
        for (int i = 0; i < MmaDferConfig.Depth && config.Variant.HasTemporalAdapters; i++)
            TemporalAdapter(list, config, $"image_encoder.temporal_adapter.{i}");
        Encoder(list, config, "audio_model", 1, config.AudioTokens, AudioHeadClasses);
        return list;
    }

    private static void Encoder(
        List<NetworkTensor> list, MmaDferConfig config, string prefix, int channels, int tokens, int headClasses)
    {
        int width = config.Width;
        list.Add(new($"{prefix}.cls_token", new Shape(1, 1, width), Embedding, false));
        list.Add(new($"{prefix}.pos_embed", new Shape(1, tokens, width), Embedding, true));
        if (config.Prompts > 0)
            list.Add(new($"{prefix}.learnable_prompts_init", new Shape(config.Prompts, width), Prompt, true));
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
        for (int i = 0; i < config.Variant.PromptUpdates; i++)
            list.Add(new($"{prefix}.learnable_prompts_progr.{i}",
                new Shape(MmaDferConfig.PromptsPerUpdate, width), Prompt, true, Used: i * config.BlocksPerUpdate < MmaDferConfig.Depth - 1));
        for (int i = 0; i < MmaDferConfig.Depth; i++)
            Fusion(list, config, prefix, i);
    }

    /// <summary>Each encoder's own tensors of a block's fusion.</summary>
    private static void Fusion(List<NetworkTensor> list, MmaDferConfig config, string prefix, int block)
    {
        NetworkVariant variant = config.Variant;
        if (variant.HasCrossAttention)
            Attention(list, $"{prefix}.cross_att.{block}", config.Latent, config.Latent);
        if (variant.HasLatent)
        {
            int mixed = variant.Fusion == FusionKind.MultConcat ? 2 * config.Latent : config.Latent;
            Linear(list, $"{prefix}.temporal_att_post.{block}.0", config.Width, mixed, trained: true);
        }
        if (variant.Fusion != FusionKind.None)
            list.Add(new($"{prefix}.all_gate.{block}", new Shape(1), Gate, true));
    }

    private static void TemporalAdapter(List<NetworkTensor> list, MmaDferConfig config, string prefix)
    {
        int latent = config.Variant.TemporalAdapterWidth;
        Linear(list, $"{prefix}.down", latent, config.Width, trained: true);
        Norm(list, $"{prefix}.norm", latent, trained: true);
        list.Add(new($"{prefix}.pos_embedding", new Shape(1, MmaDferConfig.Frames, latent), Embedding, true));
        Attention(list, $"{prefix}.attn", latent, latent);
        Linear(list, $"{prefix}.up", config.Width, latent, trained: true);
        list.Add(new($"{prefix}.gate", new Shape(1), Gate, true));
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
        Attention(list, $"{layer}.0.fn.fn", width, config.TemporalInner);
        Linear(list, $"{layer}.1.fn.fn.net.0", config.TemporalMlp, width, trained: true);
        Linear(list, $"{layer}.1.fn.fn.net.3", width, config.TemporalMlp, trained: true);
    }

    /// <summary>The tensors of a <see cref="CrossAttention"/>.</summary>
    private static void Attention(List<NetworkTensor> list, string name, int width, int inner)
    {
        list.Add(new($"{name}.to_kv.weight", new Shape(2 * inner, width), LinearWeight, true));
        list.Add(new($"{name}.to_q.weight", new Shape(inner, width), LinearWeight, true));
        Linear(list, $"{name}.to_out.0", width, inner, trained: true);
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

/// <summary>A tensor of an MMA-DFER checkpoint.</summary>
/// <param name="Name">Its official name, without <c>module.</c>.</param>
/// <param name="Shape">The shape it must have.</param>
/// <param name="Kind">Its role, which determines its initialization.</param>
/// <param name="Trained">Whether fine-tuning changes it (the paper's 7.5 M parameters).</param>
/// <param name="Used">False for tensors of official checkpoints that the forward pass never reads; they may be missing.</param>
internal sealed record NetworkTensor(string Name, Shape Shape, TensorKind Kind, bool Trained, bool Used = true);

/// <summary>The role of a tensor, which determines its initialization.</summary>
internal enum TensorKind
{
    /// <summary>Matrix of a linear layer or patch convolution: uniform in +-fan_in^-0.5.</summary>
    LinearWeight,

    /// <summary>Bias of a linear layer: uniform in +-fan_in^-0.5.</summary>
    LinearBias,

    /// <summary>Scale of a layer norm: 1.</summary>
    NormWeight,

    /// <summary>Offset of a layer norm: 0.</summary>
    NormBias,

    /// <summary>Fusion gate: 0.</summary>
    Gate,

    /// <summary>Learnable prompts: normal with standard deviation width^-0.5.</summary>
    Prompt,

    /// <summary>[CLS] tokens and position embeddings: normal with standard deviation 1.</summary>
    Embedding,
}
