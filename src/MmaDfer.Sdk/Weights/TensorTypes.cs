namespace MmaDfer.Sdk.Weights;

/// <summary>Sizes of the element types and their names in safetensors files.</summary>
internal static class TensorTypes
{
    /// <summary>Names that a safetensors file may use; all others are refused.</summary>
    public const string Allowed = "F32, F16, BF16, F64, I64, I32, I16, I8, U8, BOOL";

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
