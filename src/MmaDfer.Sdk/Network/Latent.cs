using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Network;

/// <summary>The ways from an encoder's tokens to a narrow latent and back.</summary>
internal static class Latent
{
    private const float Epsilon = 1e-5f;

    /// <summary>LN(W x): [R, T, D] to [R, T, l].</summary>
    public static Value Down(OpSet ops, Value x, WeightScope linear, WeightScope norm) =>
        ops.LayerNorm(ops.Linear(x, linear["weight"], linear["bias"]), norm["weight"], norm["bias"], Epsilon);

    /// <summary>x + tanh(gate) GELU(W latent).</summary>
    public static Value Up(OpSet ops, Value x, Value latent, WeightScope linear, Weight gate) =>
        ops.GatedAdd(x, ops.Gelu(ops.Linear(latent, linear["weight"], linear["bias"])), gate);
}
