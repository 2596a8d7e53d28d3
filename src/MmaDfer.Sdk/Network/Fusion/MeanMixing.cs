using MmaDfer.Sdk.Ops;

namespace MmaDfer.Sdk.Network.Fusion;

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
