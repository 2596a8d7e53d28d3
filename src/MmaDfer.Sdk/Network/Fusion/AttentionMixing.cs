using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Network.Fusion;

/// <summary>
/// Each latent attends to all latents of the other modality; what it finds is added to it, or laid beside it. A face's latent
/// attends to the whole voice of its clip, a voice's latent to all tokens of all frames of its clip.
/// </summary>
/// <param name="weights">Root of the network's tensors.</param>
/// <param name="batch">Number of clips B.</param>
/// <param name="concatenate">Whether both lie side by side.</param>
internal sealed class AttentionMixing(WeightScope weights, int batch, bool concatenate) : ILatentMixing
{
    public (Value Face, Value Audio) Mix(OpSet ops, Value face, Value audio, int block)
    {
        Value faceTokens = ops.Reshape(face, batch, face.Shape.Rows / batch, face.Shape[^1]);
        Value heard = Attention("image_encoder", block).Forward(ops, faceTokens, audio);
        Value seen = Attention("audio_model", block).Forward(ops, audio, faceTokens);
        Value faceMixed = Join(ops, faceTokens, heard);
        return (ops.Reshape(faceMixed, face.Shape[0], face.Shape[1], faceMixed.Shape[^1]), Join(ops, audio, seen));
    }

    private CrossAttention Attention(string encoder, int block) =>
        new(weights / encoder / $"cross_att.{block}", MmaDferConfig.LatentHeads);

    private Value Join(OpSet ops, Value own, Value other) => concatenate ? SideBySide(ops, own, other) : ops.Add(own, other);

    /// <summary>[R, T, l] twice to [R, T, 2 l]: two tokens that follow each other in memory are one of twice the width.</summary>
    private static Value SideBySide(OpSet ops, Value left, Value right)
    {
        int rows = left.Shape[0], tokens = left.Shape[1], width = left.Shape[2];
        Value pairs = ops.ConcatTokens(ops.Reshape(left, rows * tokens, 1, width), ops.Reshape(right, rows * tokens, 1, width));
        return ops.Reshape(pairs, rows, tokens, 2 * width);
    }
}
