using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Network.Fusion;

/// <summary>
/// The fusion bottleneck after a block (section 3.3 of the paper): each modality, projected to a narrow latent, receives
/// something of the other's (in the published model the mean) and comes back through a gate. Both latents are taken before
/// either modality is updated.
/// </summary>
internal sealed class FusionBottleneck(WeightScope weights, ILatentMixing mixing) : IFusion
{
    // Both ways down live under the image encoder in official checkpoints; the ways back are each encoder's own.
    private readonly WeightScope _face = weights / "image_encoder", _audio = weights / "audio_model";

    public (Value Face, Value Audio) Exchange(OpSet ops, Value v, Value a, int block)
    {
        Value faceLatent = Latent.Down(ops, v, _face / $"temporal_pre.{block}", _face / $"temporal_pre_norm.{block}");
        Value audioLatent = Latent.Down(ops, a, _face / $"audio_proj_pre.{block}.0", _face / $"audio_proj_pre.{block}.1");
        (Value faceMixed, Value audioMixed) = mixing.Mix(ops, faceLatent, audioLatent, block);
        return (Up(ops, v, faceMixed, _face, block), Up(ops, a, audioMixed, _audio, block));
    }

    private static Value Up(OpSet ops, Value x, Value latent, WeightScope encoder, int block) =>
        Latent.Up(ops, x, latent, encoder / $"temporal_att_post.{block}.0", (encoder / "all_gate")[$"{block}"]);
}
