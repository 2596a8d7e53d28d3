using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Weights;

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
