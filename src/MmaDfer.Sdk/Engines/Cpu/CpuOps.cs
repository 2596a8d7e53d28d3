using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>Records the ops of a network; computes nothing.</summary>
internal sealed class CpuOps : OpSet
{
    private readonly List<CpuNode> _nodes = [];

    /// <summary>All ops in the order of recording: each after those it uses.</summary>
    public IReadOnlyList<CpuNode> Nodes => _nodes;

    protected override Value InputCore(string name, Shape shape) =>
        Record(new CpuNode(OpKind.Input, shape, []) { Name = name });

    protected override void OutputCore(string name, Value value) =>
        Record(new CpuNode(OpKind.Output, value.Shape, [(CpuNode)value]) { Name = name });

    protected override Value ParameterCore(Weight weight) =>
        Record(new CpuNode(OpKind.Parameter, weight.Shape, [], weight));

    protected override Value PatchesCore(Value images, Weight weight, Weight bias, Shape result) =>
        Record(new CpuNode(OpKind.Patches, result, [(CpuNode)images], weight, bias));

    protected override Value LinearCore(Value x, Weight weight, Weight? bias, Shape result) =>
        Record(new CpuNode(OpKind.Linear, result, [(CpuNode)x], weight, bias));

    protected override Value LayerNormCore(Value x, Weight weight, Weight bias, float epsilon) =>
        Record(new CpuNode(OpKind.LayerNorm, x.Shape, [(CpuNode)x], weight, bias) { Epsilon = epsilon });

    protected override Value AttentionCore(Value q, Value k, Value v, int heads) =>
        Record(new CpuNode(OpKind.Attention, q.Shape, [(CpuNode)q, (CpuNode)k, (CpuNode)v]) { Heads = heads });

    protected override Value GeluCore(Value x) => Record(new CpuNode(OpKind.Gelu, x.Shape, [(CpuNode)x]));

    protected override Value GeluTanhCore(Value x) => Record(new CpuNode(OpKind.GeluTanh, x.Shape, [(CpuNode)x]));

    protected override Value AddCore(Value x, Value y) =>
        Record(new CpuNode(OpKind.Add, x.Shape, [(CpuNode)x, (CpuNode)y]));

    protected override Value GatedAddCore(Value x, Value update, Weight gate) =>
        Record(new CpuNode(OpKind.GatedAdd, x.Shape, [(CpuNode)x, (CpuNode)update], gate));

    protected override Value AddTokensCore(Value x, Weight rows, int start) =>
        Record(new CpuNode(OpKind.AddTokens, x.Shape, [(CpuNode)x], rows) { Start = start });

    protected override Value ScaleRowsCore(Value x, Value factors) =>
        Record(new CpuNode(OpKind.ScaleRows, x.Shape, [(CpuNode)x, (CpuNode)factors]));

    protected override Value MeanOfTokensCore(Value x, Shape result) =>
        Record(new CpuNode(OpKind.MeanOfTokens, result, [(CpuNode)x]));

    protected override Value ConcatTokensCore(ReadOnlySpan<Value> values, Shape result)
    {
        var inputs = new CpuNode[values.Length];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = (CpuNode)values[i];
        return Record(new CpuNode(OpKind.ConcatTokens, result, inputs));
    }

    protected override Value SliceCore(Value x, int axis, int start, Shape result) =>
        Record(new CpuNode(OpKind.Slice, result, [(CpuNode)x]) { Axis = axis, Start = start });

    protected override Value ReshapeCore(Value x, Shape result) =>
        Record(new CpuNode(OpKind.Reshape, result, [(CpuNode)x]));

    private CpuNode Record(CpuNode node)
    {
        foreach (CpuNode input in node.Inputs)
            input.Consumers.Add(node);
        node.Index = _nodes.Count;
        _nodes.Add(node);
        return node;
    }
}

/// <summary>A recorded op. Nothing is fused yet, so both a plan and gradients can be derived from it.</summary>
internal sealed class CpuNode(OpKind kind, Shape shape, CpuNode[] inputs, params Weight?[] weights) : Value(shape)
{
    public OpKind Kind => kind;

    public IReadOnlyList<CpuNode> Inputs => inputs;

    public IReadOnlyList<Weight?> Weights => weights;

    /// <summary>Ops that use this one's result, in the order of recording.</summary>
    public List<CpuNode> Consumers { get; } = [];

    /// <summary>Index in the order of recording.</summary>
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

/// <summary>The ops of <see cref="Ops.OpSet"/>, as recorded.</summary>
internal enum OpKind
{
    Input,
    Output,
    Parameter,
    Patches,
    Linear,
    LayerNorm,
    Attention,
    Gelu,
    GeluTanh,
    Add,
    GatedAdd,
    AddTokens,
    ScaleRows,
    MeanOfTokens,
    ConcatTokens,
    Slice,
    Reshape,
}
