using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>How the tensors of a single pretrained encoder are named, and the prefix of its names in the file.</summary>
/// <param name="HuggingFace">
/// Named as in Hugging Face's ViT, ViT-MAE, DeiT and AST (<c>encoder.layer.0.attention.attention.query.weight</c>); otherwise as in timm, MAE,
/// AudioMAE, DeiT and the original AST (<c>blocks.0.attn.qkv.weight</c>).
/// </param>
/// <param name="Prefix">Empty, or what comes before, with a dot.</param>
internal sealed record EncoderNaming(bool HuggingFace, string Prefix)
{
    /// <summary>Prefixes of names as in timm (the second is AST's), and as in Hugging Face's models with a head.</summary>
    private static readonly string[] s_timm = ["", "v."], s_huggingFace = ["", "vit.", "deit.", "audio_spectrogram_transformer."];

    /// <summary>The naming of a file of tensors (<see cref="OfficialNames"/>); null if it is no such encoder.</summary>
    public static EncoderNaming? Of(WeightStore weights) =>
        Find(weights, huggingFace: false, s_timm, ["pos_embed", "patch_embed.proj.weight", "blocks.0.mlp.fc1.weight"])
        ?? Find(weights, huggingFace: true, s_huggingFace,
            ["embeddings.position_embeddings", "embeddings.patch_embeddings.projection.weight", "encoder.layer.0.intermediate.dense.weight"]);

    private static EncoderNaming? Find(WeightStore weights, bool huggingFace, string[] prefixes, string[] names) =>
        prefixes.FirstOrDefault(prefix => names.All(name => weights.Tensors.ContainsKey(prefix + name))) is { } found
            ? new(huggingFace, found)
            : null;
}
