using MmaDfer.Sdk.Ops;

namespace MmaDfer.Sdk.Network.Fusion;

/// <summary>How the two encoders learn of each other after a block.</summary>
internal interface IFusion
{
    /// <summary>The tokens of both encoders with what each takes from the other; both are read before either is updated.</summary>
    /// <param name="ops">The engine's vocabulary.</param>
    /// <param name="v">Faces, [B * 16, tokens, width].</param>
    /// <param name="a">Voices, [B, tokens, width].</param>
    /// <param name="block">0 .. 11.</param>
    (Value Face, Value Audio) Exchange(OpSet ops, Value v, Value a, int block);
}
