namespace MmaDfer.Sdk.Models;

/// <summary>A tensor that a file holds.</summary>
public sealed record ModelTensor
{
    /// <summary>Its name in the file.</summary>
    public required string Name { get; init; }

    /// <summary>Its sizes, outermost first; empty for a scalar.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>Its element type by the names of safetensors: F32, F16, BF16, F64, I64, I32, I16, I8, U8, BOOL.</summary>
    public required string Type { get; init; }
}
