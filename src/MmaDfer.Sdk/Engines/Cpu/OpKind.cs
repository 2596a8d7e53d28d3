namespace MmaDfer.Sdk.Engines.Cpu;

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
