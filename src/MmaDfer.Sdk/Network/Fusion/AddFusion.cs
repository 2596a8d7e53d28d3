using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Network.Fusion;

/// <summary>Each modality receives the mean of the other's tokens as they are, through a gate.</summary>
internal sealed class AddFusion(WeightScope weights, ILatentMixing mixing) : IFusion
{
    private readonly WeightScope _faceGates = weights / "image_encoder" / "all_gate", _audioGates = weights / "audio_model" / "all_gate";

    public (Value Face, Value Audio) Exchange(OpSet ops, Value v, Value a, int block)
    {
        (Value face, Value audio) = mixing.Mix(ops, v, a, block);
        return (ops.GatedAdd(v, face, _faceGates[$"{block}"]), ops.GatedAdd(a, audio, _audioGates[$"{block}"]));
    }
}
