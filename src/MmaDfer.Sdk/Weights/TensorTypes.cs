namespace MmaDfer.Sdk.Weights;

/// <summary>Sizes of the element types and their names in safetensors files.</summary>
internal static class TensorTypes
{
    /// <summary>Names that a safetensors file may use; all others are refused.</summary>
    public const string Allowed = "F32, F16, BF16, F64, I64, I32, I16, I8, U8, BOOL";

    /// <summary>Whether these can be the weights of a network as it was trained; whole numbers are what quantisation leaves.</summary>
    public static bool IsFloat(TensorType type) =>
        type is TensorType.Float32 or TensorType.Float16 or TensorType.BFloat16 or TensorType.Float64;

    public static int Bytes(TensorType type) => type switch
    {
        TensorType.Float64 or TensorType.Int64 => 8,
        TensorType.Float32 or TensorType.Int32 => 4,
        TensorType.Float16 or TensorType.BFloat16 or TensorType.Int16 => 2,
        _ => 1,
    };

    public static string Name(TensorType type) => type switch
    {
        TensorType.Float32 => "F32",
        TensorType.Float16 => "F16",
        TensorType.BFloat16 => "BF16",
        TensorType.Float64 => "F64",
        TensorType.Int64 => "I64",
        TensorType.Int32 => "I32",
        TensorType.Int16 => "I16",
        TensorType.Int8 => "I8",
        TensorType.UInt8 => "U8",
        _ => "BOOL",
    };

    /// <summary>Types of the format that are not read, in words; null for a name that is none.</summary>
    public static string? Unsupported(string name) => name switch
    {
        "F8_E4M3" or "F8_E5M2" or "F8_E8M0" or "F8_E4M3FNUZ" or "F8_E5M2FNUZ" => "floats of 8 bits",
        "F4" or "F6_E2M3" or "F6_E3M2" => "floats of less than 8 bits",
        "U16" or "U32" or "U64" => "unsigned whole numbers",
        "C64" or "C128" => "complex numbers",
        _ => null,
    };

    public static TensorType? OfName(string name) => name switch
    {
        "F32" => TensorType.Float32,
        "F16" => TensorType.Float16,
        "BF16" => TensorType.BFloat16,
        "F64" => TensorType.Float64,
        "I64" => TensorType.Int64,
        "I32" => TensorType.Int32,
        "I16" => TensorType.Int16,
        "I8" => TensorType.Int8,
        "U8" => TensorType.UInt8,
        "BOOL" => TensorType.Bool,
        _ => null,
    };
}
