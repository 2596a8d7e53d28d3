using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Network;

/// <summary>
/// The fusion bottleneck after a block (section 3.3 of the paper): each modality, projected to a narrow latent, receives the
/// mean latent of the other and comes back through a gate. Both latents are taken before either modality is updated.
/// </summary>
internal sealed class FusionBottleneck(WeightScope weights, int batch)
{
    private const float Epsilon = 1e-5f;

    // Both ways down live under the image encoder in official checkpoints; the ways back are each encoder's own.
    private readonly WeightScope _face = weights / "image_encoder", _audio = weights / "audio_model";

    public (Value Face, Value Audio) Exchange(OpSet ops, Value v, Value a, int block)
    {
        Value faceLatent = Down(ops, v, _face / $"temporal_pre.{block}", _face / $"temporal_pre_norm.{block}");
        Value audioLatent = Down(ops, a, _face / $"audio_proj_pre.{block}.0", _face / $"audio_proj_pre.{block}.1");
        // The mean over all tokens of all frames of a clip: frames of a clip are joined into one row of tokens.
        Value faceTokens = ops.Reshape(faceLatent, batch, faceLatent.Shape.Rows / batch, faceLatent.Shape[^1]);
        Value faceMean = ops.MeanOfTokens(faceTokens), audioMean = ops.MeanOfTokens(audioLatent);
        Value faceMixed = ops.Reshape(ops.Add(faceTokens, audioMean), [.. faceLatent.Shape.Sizes]);
        Value audioMixed = ops.Add(audioLatent, faceMean);
        return (Up(ops, v, faceMixed, _face, block), Up(ops, a, audioMixed, _audio, block));
    }

    private static Value Down(OpSet ops, Value x, WeightScope linear, WeightScope norm) =>
        ops.LayerNorm(ops.Linear(x, linear["weight"], linear["bias"]), norm["weight"], norm["bias"], Epsilon);

    private static Value Up(OpSet ops, Value x, Value latent, WeightScope encoder, int block)
    {
        WeightScope post = encoder / $"temporal_att_post.{block}.0";
        Value update = ops.Gelu(ops.Linear(latent, post["weight"], post["bias"]));
        return ops.GatedAdd(x, update, (encoder / "all_gate")[$"{block}"]);
    }
}
