using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>Records the ops of a network; nothing is computed here.</summary>
internal sealed class CpuOps : OpSet
{
    private readonly List<CpuNode> _nodes = [];

    /// <summary>All ops in the order recorded: each after those it uses.</summary>
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
