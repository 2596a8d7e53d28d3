using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Network;

/// <summary>Attention with queries from one value and keys and values from another, which may be the same.</summary>
/// <param name="weights"><c>to_q</c> and <c>to_kv</c> (k rows, then v rows) without bias, <c>to_out.0</c> with one.</param>
/// <param name="heads">Attention heads.</param>
internal sealed class CrossAttention(WeightScope weights, int heads)
{
    /// <summary>x [R, T, width] attends to y [R, S, width]: [R, T, width].</summary>
    public Value Forward(OpSet ops, Value x, Value y)
    {
        Value q = ops.Linear(x, weights["to_q.weight"], null);
        Value kv = ops.Linear(y, weights["to_kv.weight"], null);
        int inner = q.Shape[^1];
        Value k = ops.Slice(kv, 2, 0, inner);
        Value v = ops.Slice(kv, 2, inner, inner);
        return ops.Linear(ops.Attention(q, k, v, heads), weights["to_out.0.weight"], weights["to_out.0.bias"]);
    }
}
