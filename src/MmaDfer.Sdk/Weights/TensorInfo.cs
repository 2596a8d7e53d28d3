using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Weights;

/// <summary>Name, shape and stored element type of a tensor; its values are read later, on demand.</summary>
internal sealed record TensorInfo(string Name, Shape Shape, TensorType Type);

/// <summary>Element types that model files may hold. All are read as float32; only float32 and float16 are written.</summary>
internal enum TensorType
{
    Float32,
    Float16,
    BFloat16,
    Float64,
    Int64,
    Int32,
    Int16,
    Int8,
    UInt8,
    Bool,
}

/// <summary>Sizes of the element types and their names in safetensors files.</summary>
internal static class TensorTypes
{
    /// <summary>Type names that a safetensors file may use; all others are refused.</summary>
    public const string Allowed = "F32, F16, BF16, F64, I64, I32, I16, I8, U8, BOOL";

    /// <summary>Whether the elements are floating-point numbers. Integers in a network are the result of quantisation.</summary>
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

    /// <summary>Describes a type that the format has but this SDK does not read; null for any other name.</summary>
    public static string? Unsupported(string name) => name switch
    {
        "F8_E4M3" or "F8_E5M2" or "F8_E8M0" or "F8_E4M3FNUZ" or "F8_E5M2FNUZ" => "8-bit floats",
        "F4" or "F6_E2M3" or "F6_E3M2" => "floats with fewer than 8 bits",
        "U16" or "U32" or "U64" => "unsigned integers",
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

/// <summary>Sizes of tensors that a file claims to hold, computed without trusting it.</summary>
internal static class TensorSize
{
    /// <summary>
    /// Number of elements, or -1 if the product of the sizes other than 0 overflows: such a shape is refused even if it
    /// has no elements, so that later code need not check for it.
    /// </summary>
    public static long Elements(ReadOnlySpan<int> sizes)
    {
        Int128 product = 1;
        bool empty = false;
        foreach (int size in sizes)
        {
            if (size == 0)
                empty = true;
            else if ((product *= size) > long.MaxValue / sizeof(double))
                return -1;
        }
        return empty ? 0 : (long)product;
    }

    /// <summary>Number of bytes, or -1 if it overflows.</summary>
    public static long Bytes(ReadOnlySpan<int> sizes, TensorType type)
    {
        long elements = Elements(sizes);
        return elements < 0 ? -1 : elements * TensorTypes.Bytes(type);
    }
}
