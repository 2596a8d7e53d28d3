using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Network;

/// <summary>One pre-norm transformer layer over the 16 joint frame features and a [CLS] token; its [CLS] sums up the clip.</summary>
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
