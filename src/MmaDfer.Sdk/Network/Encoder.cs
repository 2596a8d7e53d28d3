using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Network;

/// <summary>A ViT encoder with learnable prompts after its patches, for faces or spectrograms.</summary>
/// <param name="weights">The encoder's tensors.</param>
/// <param name="config">Sizes.</param>
/// <param name="dropPath">Null except in training.</param>
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
        // Nothing reads the prompts after the last block, so the twelfth of twelve updates is left out.
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

/// <summary>Attention with queries from one value and keys and values from another, which may be the same.</summary>
/// <param name="weights"><c>to_q</c> and <c>to_kv</c> (k rows, then v rows) without bias, <c>to_out.0</c> with one.</param>
/// <param name="heads">Attention heads.</param>
internal sealed class CrossAttention(WeightScope weights, int heads)
{
    /// <summary>x [R, T, width] attends to y [R, S, width]: [R, T, width].</summary>
    public Value Forward(OpSet ops, Value x, Value y)
    {
        Value q = ops.Linear(x, weights["to_q.weight"], null);
        Value kv = ops.Linear(y, weights["to_kv.weight"], null);
        int inner = q.Shape[^1];
        Value k = ops.Slice(kv, 2, 0, inner);
        Value v = ops.Slice(kv, 2, inner, inner);
        return ops.Linear(ops.Attention(q, k, v, heads), weights["to_out.0.weight"], weights["to_out.0.bias"]);
    }
}

/// <summary>
/// Drop path (stochastic depth) of one encoder, in training only: both residual branches of a block are multiplied, row by row, by
/// factors that the caller sets: 0, or 1 / (1 - rate). The rate grows linearly with the block, from 0 at the first.
/// </summary>
/// <param name="encoder">Name of the encoder in the inputs' names.</param>
internal sealed class DropPath(string encoder)
{
    /// <summary>The face encoder, whose rows are frames, and the audio encoder, whose rows are clips.</summary>
    public const string Face = "image", Audio = "audio";

    /// <summary>Residual branches of a block.</summary>
    public const int Branches = 2;

    /// <summary>First block that drops anything.</summary>
    public const int FirstBlock = 1;

    /// <summary>The input that holds the factors [R, 1, 1] of a branch.</summary>
    public static string InputName(string encoder, int block, int branch) => $"{encoder}.block{block}.branch{branch}.factors";

    /// <summary>Probability that a block's branches are dropped.</summary>
    /// <param name="last">The probability at the last block.</param>
    /// <param name="block">0 .. 11.</param>
    public static double Rate(double last, int block) => last * block / (MmaDferConfig.Depth - 1);

    /// <summary>The branch's output [R, T, D] with its factors applied.</summary>
    public Value Apply(OpSet ops, Value x, int block, int branch) => block < FirstBlock
        ? x
        : ops.ScaleRows(x, ops.Input(InputName(encoder, block, branch), new Shape(x.Shape[0], 1, 1)));
}

/// <summary>Projections from an encoder's tokens to a narrow latent and back.</summary>
internal static class Latent
{
    private const float Epsilon = 1e-5f;

    /// <summary>LN(W x): [R, T, D] to [R, T, l].</summary>
    public static Value Down(OpSet ops, Value x, WeightScope linear, WeightScope norm) =>
        ops.LayerNorm(ops.Linear(x, linear["weight"], linear["bias"]), norm["weight"], norm["bias"], Epsilon);

    /// <summary>x + tanh(gate) GELU(W latent).</summary>
    public static Value Up(OpSet ops, Value x, Value latent, WeightScope linear, Weight gate) =>
        ops.GatedAdd(x, ops.Gelu(ops.Linear(latent, linear["weight"], linear["bias"])), gate);
}
