namespace MmaDfer.Sdk.Onnx;

/// <summary>How <see cref="OnnxExporter"/> writes a network.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>The largest <see cref="Batch"/>.</summary>
    public const int MaxBatch = 256;

    /// <summary>
    /// Number format of weights and values: <see cref="Precision.Float32"/> or <see cref="Precision.Float16"/> (half the size, logits
    /// within 1e-2). Layer norms, softmax, means, inputs and outputs are always float32. <see cref="Precision.Int8"/> needs a model file in 8 bit
    /// (<c>ModelConvertOptions</c>): the layers that it holds so become products of 8-bit numbers (<c>DynamicQuantizeLinear</c>,
    /// <c>MatMulInteger</c>), with one scale for a whole input where the engine <c>cpu</c> has one for each row.
    /// </summary>
    public Precision Precision { get; init; }

    /// <summary>Clips of one run, between 1 and <see cref="MaxBatch"/>: shapes in the graph are fixed.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>
    /// Whether attention is ONNX Runtime's own operator <c>com.microsoft.MultiHeadAttention</c>, which no other runtime knows.
    /// Otherwise the graph consists of standard operators only. On ONNX Runtime's CPU provider both are equally fast; the operator is
    /// meant for providers with a kernel for it.
    /// </summary>
    public bool FusedAttention { get; init; }
}

/// <summary>The result of an <see cref="OnnxExporter"/>. Immutable.</summary>
public sealed record OnnxExportResult
{
    internal OnnxExportResult()
    {
    }

    /// <summary>Path as given.</summary>
    public required string Path { get; init; }

    /// <summary>Size in bytes.</summary>
    public required long FileSize { get; init; }

    /// <summary>Operators in the graph.</summary>
    public required int Nodes { get; init; }

    /// <summary>Side of the frames in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Names of the outputs, in their order.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>The options of the export.</summary>
    public required OnnxExportOptions Options { get; init; }

    /// <summary>The ONNX operator set that a runtime must support.</summary>
    public int OperatorSet => OnnxWriter.OperatorVersion;
}
