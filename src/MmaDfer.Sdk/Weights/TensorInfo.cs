using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights.Bytes;

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

    /// <summary>Whole numbers with scales, of a model file in 8 bit (<see cref="ByteWeights"/>).</summary>
    ScaledInt8,
}

/// <summary>Sizes of the element types and their names in safetensors files.</summary>
internal static class TensorTypes
{
    /// <summary>Type names that a safetensors file may use; all others are refused.</summary>
    public const string Allowed = "F32, F16, BF16, F64, I64, I32, I16, I8, U8, BOOL";

    /// <summary>Whether the elements are floating-point numbers. Integers in a network are the result of quantisation.</summary>
    public static bool IsFloat(TensorType type) =>
        type is TensorType.Float32 or TensorType.Float16 or TensorType.BFloat16 or TensorType.Float64
            or TensorType.ScaledInt8;

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
        TensorType.Int8 or TensorType.ScaledInt8 => "I8",
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

/// <summary>Reads stored elements of any type as float32.</summary>
internal static class ElementReader
{
    private const int WideChunk = 8192;

    /// <summary>Fills the destination with the elements that begin at byte <paramref name="offset"/> of the source.</summary>
    public static void Read(ByteSource source, long offset, TensorType type, Span<float> destination)
    {
        int size = TensorTypes.Bytes(type);
        if (size > sizeof(float))
        {
            ReadWide(source, offset, type, destination);
            return;
        }
        // Narrow elements are read into the tail of the destination and widened from the front: the writing end never
        // overtakes the reading end, so that no second buffer is needed.
        Span<byte> bytes = MemoryMarshal.AsBytes(destination)[((sizeof(float) - size) * destination.Length)..];
        source.Read(offset, bytes);
        switch (type)
        {
            case TensorType.Float16:
                WidenHalf(MemoryMarshal.Cast<byte, ushort>(bytes), destination);
                break;
            case TensorType.BFloat16:
                WidenBFloat16(MemoryMarshal.Cast<byte, ushort>(bytes), destination);
                break;
            case TensorType.Int32:
                Widen(MemoryMarshal.Cast<byte, int>(bytes), destination);
                break;
            case TensorType.Int16:
                Widen(MemoryMarshal.Cast<byte, short>(bytes), destination);
                break;
            case TensorType.Int8:
                Widen(MemoryMarshal.Cast<byte, sbyte>(bytes), destination);
                break;
            case TensorType.UInt8:
                Widen(bytes, destination);
                break;
            case TensorType.Bool:
                for (int i = 0; i < bytes.Length; i++)
                    destination[i] = bytes[i] == 0 ? 0f : 1f;
                break;
        }
    }

    private static void ReadWide(ByteSource source, long offset, TensorType type, Span<float> destination)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(WideChunk * sizeof(long));
        try
        {
            while (destination.Length > 0)
            {
                int count = Math.Min(WideChunk, destination.Length);
                Span<byte> bytes = buffer.AsSpan(0, count * sizeof(long));
                source.Read(offset, bytes);
                if (type == TensorType.Float64)
                    Widen(MemoryMarshal.Cast<byte, double>(bytes), destination);
                else
                    Widen(MemoryMarshal.Cast<byte, long>(bytes), destination);
                destination = destination[count..];
                offset += bytes.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Widen<T>(ReadOnlySpan<T> from, Span<float> to)
        where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < from.Length; i++)
            to[i] = float.CreateTruncating(from[i]);
    }

    private static void WidenBFloat16(ReadOnlySpan<ushort> from, Span<float> to)
    {
        for (int i = 0; i < from.Length; i++)
            to[i] = BitConverter.UInt32BitsToSingle((uint)from[i] << 16);
    }

    private static void WidenHalf(ReadOnlySpan<ushort> from, Span<float> to)
    {
        int i = 0;
        Span<uint> bits = MemoryMarshal.Cast<float, uint>(to);
        for (; i <= from.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(from[i..]), out Vector<uint> low, out Vector<uint> high);
            WidenHalf(low).CopyTo(bits[i..]);
            WidenHalf(high).CopyTo(bits[(i + Vector<uint>.Count)..]);
        }
        for (; i < from.Length; i++)
            to[i] = (float)BitConverter.UInt16BitsToHalf(from[i]);
    }

    /// <summary>
    /// Exponent and mantissa moved to float32's places are 2^112 too small, subnormals included, so one exact product sets
    /// them right; only infinities and NaN need their exponent filled up.
    /// </summary>
    private static Vector<uint> WidenHalf(Vector<uint> half)
    {
        Vector<uint> moved = (half & new Vector<uint>(0x7fffu)) << 13;
        Vector<uint> finite = Vector.AsVectorUInt32(Vector.AsVectorSingle(moved) * BitConverter.UInt32BitsToSingle(0x77800000));
        Vector<uint> special = Vector.GreaterThanOrEqual(moved, new Vector<uint>(0x0f800000u)) & new Vector<uint>(0x7f800000u);
        return finite | special | ((half & new Vector<uint>(0x8000u)) << 16);
    }
}
