namespace MmaDfer.Sdk.Onnx;

/// <summary>How <see cref="OnnxExporter"/> writes a network.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>Most clips that a graph may be made for.</summary>
    public const int MaxBatch = 256;

    /// <summary>
    /// Whether weights and values are float16, but for layer norms, softmax and means: half the size, logits within 1e-2. Inputs
    /// and outputs are float32 either way.
    /// </summary>
    public bool Half { get; init; }

    /// <summary>Clips that one run takes, 1 to <see cref="MaxBatch"/>: shapes in the graph are fixed.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>
    /// Whether attention is ONNX Runtime's own operator <c>com.microsoft.MultiHeadAttention</c>, which no other runtime knows.
    /// Without it the graph consists of standard operators alone. On ONNX Runtime's CPU provider both are equally quick; it is
    /// there for providers that have a kernel of their own for it.
    /// </summary>
    public bool FusedAttention { get; init; }
}
