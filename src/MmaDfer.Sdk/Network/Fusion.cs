using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Network;

/// <summary>How the two encoders exchange information after a block.</summary>
internal interface IFusion
{
    /// <summary>The updated tokens of both encoders; both are read before either is updated.</summary>
    /// <param name="ops">Records the network.</param>
    /// <param name="v">Faces, [B * 16, tokens, width].</param>
    /// <param name="a">Audio, [B, tokens, width].</param>
    /// <param name="block">0 .. 11.</param>
    (Value Face, Value Audio) Exchange(OpSet ops, Value v, Value a, int block);
}

/// <summary>No exchange between the encoders.</summary>
internal sealed class NoFusion : IFusion
{
    public (Value Face, Value Audio) Exchange(OpSet ops, Value v, Value a, int block) => (v, a);
}

/// <summary>Each modality receives the mean of the other's tokens through a gate, without projections.</summary>
internal sealed class AddFusion(WeightScope weights, ILatentMixing mixing) : IFusion
{
    private readonly WeightScope _faceGates = weights / "image_encoder" / "all_gate", _audioGates = weights / "audio_model" / "all_gate";

    public (Value Face, Value Audio) Exchange(OpSet ops, Value v, Value a, int block)
    {
        (Value face, Value audio) = mixing.Mix(ops, v, a, block);
        return (ops.GatedAdd(v, face, _faceGates[$"{block}"]), ops.GatedAdd(a, audio, _audioGates[$"{block}"]));
    }
}

/// <summary>
/// The fusion bottleneck after a block (section 3.3 of the paper): each modality is projected to a narrow latent, mixed with the other's
/// (in the published model with its mean), and added through a gate. Both latents are computed before either modality is updated.
/// </summary>
internal sealed class FusionBottleneck(WeightScope weights, ILatentMixing mixing) : IFusion
{
    private readonly BottleneckSide _face = BottleneckSide.Face(weights), _audio = BottleneckSide.Audio(weights);

    public (Value Face, Value Audio) Exchange(OpSet ops, Value v, Value a, int block)
    {
        Value faceLatent = _face.Down(ops, v, block), audioLatent = _audio.Down(ops, a, block);
        (Value faceMixed, Value audioMixed) = mixing.Mix(ops, faceLatent, audioLatent, block);
        return (_face.Up(ops, v, faceMixed, block), _audio.Up(ops, a, audioMixed, block));
    }
}

/// <summary>One modality's projection into the fusion bottleneck, and back through its gate.</summary>
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

    // In official checkpoints both down projections belong to the image encoder; each encoder has its own up projection.
    public static BottleneckSide Face(WeightScope weights) => new(
        weights / "image_encoder", weights / "image_encoder" / "temporal_pre", "", weights / "image_encoder" / "temporal_pre_norm", "");

    public static BottleneckSide Audio(WeightScope weights) => new(
        weights / "audio_model", weights / "image_encoder" / "audio_proj_pre", ".0", weights / "image_encoder" / "audio_proj_pre", ".1");

    /// <summary>Tokens [R, T, width] to latents [R, T, latent].</summary>
    public Value Down(OpSet ops, Value x, int block) => Latent.Down(ops, x, _down / $"{block}{_linear}", _downNorm / $"{block}{_norm}");

    /// <summary>Tokens updated from their latents.</summary>
    public Value Up(OpSet ops, Value x, Value latent, int block) =>
        Latent.Up(ops, x, latent, _encoder / $"temporal_att_post.{block}.0", (_encoder / "all_gate")[$"{block}"]);
}

/// <summary>How the latents of the two modalities are mixed.</summary>
internal interface ILatentMixing
{
    /// <summary>The mixed latents: the same rows and tokens, possibly wider.</summary>
    /// <param name="ops">Records the network.</param>
    /// <param name="face">Latents of faces, [B * 16, tokens, latent].</param>
    /// <param name="audio">Latents of audio, [B, tokens, latent].</param>
    /// <param name="block">0 .. 11.</param>
    (Value Face, Value Audio) Mix(OpSet ops, Value face, Value audio, int block);
}

/// <summary>The mean latent of the other modality is added to each latent.</summary>
/// <param name="batch">Number of clips B.</param>
internal sealed class MeanMixing(int batch) : ILatentMixing
{
    public (Value Face, Value Audio) Mix(OpSet ops, Value face, Value audio, int block)
    {
        // The mean over all tokens of all frames of a clip: frames of a clip are joined into one row of tokens.
        Value faceTokens = ops.Reshape(face, batch, face.Shape.Rows / batch, face.Shape[^1]);
        Value faceMean = ops.MeanOfTokens(faceTokens), audioMean = ops.MeanOfTokens(audio);
        Value faceMixed = ops.Reshape(ops.Add(faceTokens, audioMean), [.. face.Shape.Sizes]);
        return (faceMixed, ops.Add(audio, faceMean));
    }
}

/// <summary>
/// Each latent attends to all latents of the other modality; the result is added or concatenated to it. A latent of a face attends to all
/// audio of its clip, a latent of audio to all tokens of all frames of its clip.
/// </summary>
/// <param name="weights">Root of the network's tensors.</param>
/// <param name="batch">Number of clips B.</param>
/// <param name="concatenate">Whether the result is concatenated instead of added.</param>
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
