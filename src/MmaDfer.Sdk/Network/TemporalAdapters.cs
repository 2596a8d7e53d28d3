using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Network;

/// <summary>
/// Intermediate temporal adapters: after each block's fusion the frames of a clip learn of each other, as the modalities do in
/// the fusion bottleneck. Each frame's mean latent attends to those of all 16; what it finds is added to the frame's latents.
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
