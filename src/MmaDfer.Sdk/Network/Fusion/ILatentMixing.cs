using MmaDfer.Sdk.Ops;

namespace MmaDfer.Sdk.Network.Fusion;

/// <summary>How the latents of each modality receive those of the other.</summary>
internal interface ILatentMixing
{
    /// <summary>What becomes of both: the same rows and tokens, perhaps wider.</summary>
    /// <param name="ops">The engine's vocabulary.</param>
    /// <param name="face">Latents of faces, [B * 16, tokens, latent].</param>
    /// <param name="audio">Latents of voices, [B, tokens, latent].</param>
    /// <param name="block">0 .. 11.</param>
    (Value Face, Value Audio) Mix(OpSet ops, Value face, Value audio, int block);
}
