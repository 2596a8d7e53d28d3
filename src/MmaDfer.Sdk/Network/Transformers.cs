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

    /// <summary>Channels of a frame; a spectrogram has one.</summary>
    private const int Colours = 3;

    /// <summary>Deviation of a frame, 0 to 1, below which it counts as one even colour: two or three grey levels.</summary>
    private const float LeastDeviation = 0.01f;

    /// <summary>[CLS], patches, prompts, plus the position embedding of all of them.</summary>
    public Value Tokens(OpSet ops, Value images)
    {
        if (config.StandardizesFrames && images.Shape[1] == Colours)
            images = Standardize(ops, images);
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

    /// <summary>Each image [R, C, H, W] with mean 0 and deviation 1 over all its values; an even one becomes 0.</summary>
    private static Value Standardize(OpSet ops, Value images)
    {
        Shape shape = images.Shape;
        int values = shape[1] * shape[2] * shape[3];
        var constants = new MemoryWeights("constants");
        float[] ones = new float[values];
        ones.AsSpan().Fill(1);
        constants.Set("frame_scale", new Shape(values), ones);
        constants.Set("frame_shift", new Shape(values), new float[values]);
        var scope = new WeightScope(constants);
        Value flat = ops.Reshape(images, shape[0], 1, values);
        return ops.Reshape(ops.LayerNorm(flat, scope["frame_scale"], scope["frame_shift"], LeastDeviation * LeastDeviation), shape[0], shape[1], shape[2], shape[3]);
    }

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

/// <summary>One pre-norm transformer layer over the 16 joint frame features and a [CLS] token; its [CLS] summarizes the clip.</summary>
internal sealed class TemporalTransformer(WeightScope weights, MmaDferConfig config)
{
    private const float Epsilon = 1e-5f;

    /// <summary>Joint features [B, 16, width] to the clip's feature [B, 1, width].</summary>
    public Value Forward(OpSet ops, Value joint)
    {
        WeightScope layer = weights / "temporal_transformer.layers.0";
        Value x = ops.ConcatTokens(ops.Parameter(weights["cls_token"]), joint);
        x = ops.Add(x, ops.Parameter(weights["pos_embedding"]));
        Value attended = Norm(ops, x, layer / "0.fn");
        x = ops.Add(x, new CrossAttention(layer / "0.fn.fn", config.TemporalHeads).Forward(ops, attended, attended));
        // Nothing after this point mixes tokens, so only [CLS] goes on.
        x = ops.Slice(x, axis: 1, start: 0, length: 1);
        return ops.Add(x, FeedForward(ops, Norm(ops, x, layer / "1.fn"), layer / "1.fn.fn.net"));
    }

    private static Value FeedForward(OpSet ops, Value x, WeightScope net)
    {
        x = ops.GeluTanh(ops.Linear(x, net["0.weight"], net["0.bias"]));
        return ops.Linear(x, net["3.weight"], net["3.bias"]);
    }

    private static Value Norm(OpSet ops, Value x, WeightScope part) =>
        ops.LayerNorm(x, part["norm.weight"], part["norm.bias"], Epsilon);
}

/// <summary>
/// Intermediate temporal adapters: after each block's fusion the frames of a clip exchange information, as the modalities do in the
/// fusion bottleneck. Each frame's mean latent attends to those of all 16; the result is added to the frame's latents.
/// </summary>
/// <param name="weights">The face encoder's adapters.</param>
/// <param name="batch">Number of clips B.</param>
internal sealed class TemporalAdapters(WeightScope weights, int batch)
{
    /// <summary>The faces' tokens [B * 16, T, width] after a block.</summary>
    public Value Apply(OpSet ops, Value v, int block)
    {
        WeightScope adapter = weights / $"{block}";
        Value latent = Latent.Down(ops, v, adapter / "down", adapter / "norm");
        Value frames = ops.Reshape(ops.MeanOfTokens(latent), batch, MmaDferConfig.Frames, latent.Shape[^1]);
        frames = ops.Add(frames, ops.Parameter(adapter["pos_embedding"]));
        frames = new CrossAttention(adapter / "attn", MmaDferConfig.LatentHeads).Forward(ops, frames, frames);
        frames = ops.Reshape(frames, latent.Shape[0], 1, latent.Shape[^1]);
        return Latent.Up(ops, v, ops.Add(latent, frames), adapter / "up", adapter["gate"]);
    }
}
