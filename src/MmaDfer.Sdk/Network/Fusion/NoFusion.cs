using MmaDfer.Sdk.Ops;

namespace MmaDfer.Sdk.Network.Fusion;

/// <summary>Each encoder for itself.</summary>
internal sealed class NoFusion : IFusion
{
    public (Value Face, Value Audio) Exchange(OpSet ops, Value v, Value a, int block) => (v, a);
}
