using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Network;

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
