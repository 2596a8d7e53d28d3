namespace MmaDfer.Sdk.Onnx;

/// <summary>How <see cref="OnnxOps"/> expresses a network.</summary>
internal sealed record OnnxOpsOptions
{
    /// <summary>
    /// Weights and values as float16, but for layer norms, softmax and means, which float16 would overflow or blur. Inputs
    /// and outputs stay float32.
    /// </summary>
    public bool Half { get; init; }

    /// <summary>
    /// Attention as ONNX Runtime's own operator <c>com.microsoft.MultiHeadAttention</c>, instead of as products and a softmax that
    /// every runtime knows. Measured on ONNX Runtime's CPU provider (1.30, base model, 160 px, two cores): no difference.
    /// </summary>
    public bool FusedAttention { get; init; }
}
