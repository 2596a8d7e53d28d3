namespace MmaDfer.Sdk.Onnx;

/// <summary>What <see cref="OnnxExporter"/> wrote. Immutable.</summary>
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

    /// <summary>How it was written.</summary>
    public required OnnxExportOptions Options { get; init; }

    /// <summary>ONNX operator set that a runtime must know.</summary>
    public int OperatorSet => OnnxWriter.OperatorVersion;
}
