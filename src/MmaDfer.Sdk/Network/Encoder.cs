using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Network;

/// <summary>One ViT encoder with learnable prompts behind its patches; the same for faces and for spectrograms.</summary>
/// <param name="weights">The encoder's tensors.</param>
/// <param name="config">Sizes.</param>
/// <param name="dropPath">In training; else null.</param>
internal sealed class Encoder(WeightScope weights, MmaDferConfig config, DropPath? dropPath = null)
{
    private const float Epsilon = 1e-6f;

    /// <summary>[CLS], patches, prompts, plus the position embedding of all of them.</summary>
    public Value Tokens(OpSet ops, Value images)
    {
        WeightScope patch = weights / "patch_embed" / "proj";
        Value patches = ops.Patches(images, patch["weight"], patch["bias"]);
        Value cls = ops.Parameter(weights["cls_token"]);
        Value tokens = config.Prompts == 0
            ? ops.ConcatTokens(cls, patches)
            : ops.ConcatTokens(cls, patches, ops.Reshape(ops.Parameter(weights["learnable_prompts_init"]), 1, config.Prompts, config.Width));
        return ops.Add(tokens, ops.Parameter(weights["pos_embed"]));
    }

    /// <summary>Pre-norm transformer block <paramref name="index"/>.</summary>
    public Value Block(OpSet ops, Value x, int index)
    {
        WeightScope block = weights / $"blocks.{index}";
        x = ops.Add(x, Branch(ops, SelfAttention(ops, Norm(ops, x, block / "norm1"), block / "attn"), index, 0));
        return ops.Add(x, Branch(ops, Mlp(ops, Norm(ops, x, block / "norm2"), block / "mlp"), index, 1));
    }

    /// <summary>Progressive prompts: after every few blocks (0 and 6, as published), three more prompts get their learned update.</summary>
    public Value UpdatePrompts(OpSet ops, Value x, int index)
    {
        // Nothing reads the prompts after the last block, where the twelfth of twelve updates would be.
        if (config.Prompts == 0 || index % config.BlocksPerUpdate != 0 || index == MmaDferConfig.Depth - 1)
            return x;
        int update = index / config.BlocksPerUpdate;
        int first = x.Shape[1] - config.Prompts + MmaDferConfig.PromptsPerUpdate * update;
        return ops.AddTokens(x, (weights / "learnable_prompts_progr")[$"{update}"], first);
    }

    /// <summary>The [CLS] token after the final norm: [R, 1, width].</summary>
    public Value Summary(OpSet ops, Value x) => Norm(ops, ops.Slice(x, axis: 1, start: 0, length: 1), weights / "norm");

    private Value Branch(OpSet ops, Value x, int block, int branch) => dropPath?.Apply(ops, x, block, branch) ?? x;

    private Value SelfAttention(OpSet ops, Value x, WeightScope attn)
    {
        Value qkv = ops.Linear(x, attn["qkv.weight"], attn["qkv.bias"]);
        Value q = ops.Slice(qkv, 2, 0, config.Width);
        Value k = ops.Slice(qkv, 2, config.Width, config.Width);
        Value v = ops.Slice(qkv, 2, 2 * config.Width, config.Width);
        return ops.Linear(ops.Attention(q, k, v, config.Heads), attn["proj.weight"], attn["proj.bias"]);
    }

    private static Value Mlp(OpSet ops, Value x, WeightScope mlp)
    {
        x = ops.Gelu(ops.Linear(x, mlp["fc1.weight"], mlp["fc1.bias"]));
        return ops.Linear(x, mlp["fc2.weight"], mlp["fc2.bias"]);
    }

    private static Value Norm(OpSet ops, Value x, WeightScope norm) =>
        ops.LayerNorm(x, norm["weight"], norm["bias"], Epsilon);
}
