namespace MmaDfer.Sdk.Models;

/// <summary>A tensor that a file holds.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Shape">Its sizes, outermost first; empty for a scalar.</param>
/// <param name="Type">Its element type by the names of safetensors: F32, F16, BF16, F64, I64, I32, I16, I8, U8, BOOL.</param>
public sealed record ModelTensor(string Name, IReadOnlyList<int> Shape, string Type);
