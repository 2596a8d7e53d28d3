using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Network.Fusion;

/// <summary>One modality's way down into the fusion bottleneck, and back up through its gate.</summary>
internal sealed class BottleneckSide
{
    private readonly WeightScope _encoder, _down, _downNorm;
    private readonly string _linear, _norm;

    private BottleneckSide(WeightScope encoder, WeightScope down, string linear, WeightScope downNorm, string norm)
    {
        _encoder = encoder;
        _down = down;
        _linear = linear;
        _downNorm = downNorm;
        _norm = norm;
    }

    // Both ways down live under the image encoder in official checkpoints; the ways back are each encoder's own.
    public static BottleneckSide Face(WeightScope weights) => new(
        weights / "image_encoder", weights / "image_encoder" / "temporal_pre", "", weights / "image_encoder" / "temporal_pre_norm", "");

    public static BottleneckSide Voice(WeightScope weights) => new(
        weights / "audio_model", weights / "image_encoder" / "audio_proj_pre", ".0", weights / "image_encoder" / "audio_proj_pre", ".1");

    /// <summary>Tokens [R, T, width] to latents [R, T, latent].</summary>
    public Value Down(OpSet ops, Value x, int block) => Latent.Down(ops, x, _down / $"{block}{_linear}", _downNorm / $"{block}{_norm}");

    /// <summary>Tokens with what came of their latents.</summary>
    public Value Up(OpSet ops, Value x, Value latent, int block) =>
        Latent.Up(ops, x, latent, _encoder / $"temporal_att_post.{block}.0", (_encoder / "all_gate")[$"{block}"]);
}
