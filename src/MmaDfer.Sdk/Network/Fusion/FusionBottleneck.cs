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
    private readonly BottleneckSide _face = BottleneckSide.Face(weights), _voice = BottleneckSide.Voice(weights);

    public (Value Face, Value Audio) Exchange(OpSet ops, Value v, Value a, int block)
    {
        Value faceLatent = _face.Down(ops, v, block), audioLatent = _voice.Down(ops, a, block);
        (Value faceMixed, Value audioMixed) = mixing.Mix(ops, faceLatent, audioLatent, block);
        return (_face.Up(ops, v, faceMixed, block), _voice.Up(ops, a, audioMixed, block));
    }
}
