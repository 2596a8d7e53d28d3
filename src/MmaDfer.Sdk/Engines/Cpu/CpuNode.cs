using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>A recorded op: the plan is made from these, and gradients can be, since nothing is fused yet.</summary>
internal sealed class CpuNode(OpKind kind, Shape shape, CpuNode[] inputs, params Weight?[] weights) : Value(shape)
{
    public OpKind Kind => kind;

    public IReadOnlyList<CpuNode> Inputs => inputs;

    public IReadOnlyList<Weight?> Weights => weights;

    /// <summary>Ops that use this one's result, in the order recorded.</summary>
    public List<CpuNode> Consumers { get; } = [];

    /// <summary>Place in the order recorded.</summary>
    public int Index { get; set; }

    /// <summary>Name of an input or output.</summary>
    public string Name { get; init; } = "";

    /// <summary>Epsilon of a layer norm.</summary>
    public float Epsilon { get; init; }

    /// <summary>Heads of an attention.</summary>
    public int Heads { get; init; }

    /// <summary>Dimension of a slice.</summary>
    public int Axis { get; init; }

    /// <summary>First element of a slice, first token of an update.</summary>
    public int Start { get; init; }
}
