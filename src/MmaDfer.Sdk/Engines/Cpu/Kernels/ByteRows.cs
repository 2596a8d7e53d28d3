using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MmaDfer.Sdk.Engines.Cpu.Kernels;

/// <summary>
/// The left side of products in 8 bit, made on the fly: each row as whole numbers q in 0..127 with a scale s and a zero point z of its own, so
/// that x[k] * factor[k] is about s * (q[k] - z). The range always contains 0, which is exact. The same bits on every processor.
/// </summary>
internal static unsafe class ByteRows
{
    private const int Levels = 127;

    /// <summary>Below this range, a row counts as zeros: 127 / range would not be finite.</summary>
    private const float MinRange = 1e-35f;

    /// <summary>Adding 1.5 * 2^23 rounds to the nearest integer, which the lowest bits of the sum then hold.</summary>
    private const float Rounder = 12582912f;

    /// <summary>Packs a tile: for each 8 values of depth, those of each row; rows beyond <paramref name="rows"/> are zeros.</summary>
    /// <param name="source">The first row.</param>
    /// <param name="stride">Floats from a row to the next.</param>
    /// <param name="rows">Rows there are.</param>
    /// <param name="depth">Values of a row.</param>
    /// <param name="factors">One for each value, padded with zeros to a multiple of 8; null for none.</param>
    /// <param name="to">Receives the packed values, with a depth that is padded to a multiple of 8.</param>
    /// <param name="height">Rows of the tile.</param>
    /// <param name="scales">Receives the scale of each row: NaN where a value of the row is not finite, so that the whole result is NaN.</param>
    /// <param name="zeros">Receives the zero point of each row.</param>
    public static void Run(
        float* source, nint stride, int rows, int depth, float* factors, byte* to, int height, float* scales, int* zeros)
    {
        for (int row = 0; row < height; row++, to += ByteKernel.Step)
        {
            if (row >= rows)
            {
                (scales[row], zeros[row]) = (0, 0);
                for (int k = 0; k < depth; k += ByteKernel.Step)
                    *(ulong*)(to + (long)k * height) = 0;
                continue;
            }
            float* x = source + row * stride;
            (float low, float high) = Range(x, factors, depth);
            float range = high - low, inverse = Levels / range;
            scales[row] = range / Levels;
            if (range < MinRange)
                scales[row] = inverse = 0;
            // A range that is not a number gives any bytes at all; its scale, NaN, counts.
            zeros[row] = (int)Math.Clamp(MathF.Round(-low * inverse), 0f, Levels);
            if (!float.IsFinite(range))
                (scales[row], zeros[row]) = (float.NaN, 0);
            Pack(x, factors, depth, inverse, Rounder + zeros[row], to, height * ByteKernel.Step);
        }
    }

    /// <summary>The least and the greatest of all values and 0; NaN if a value is not finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (float Low, float High) Range(float* x, float* factors, int depth)
    {
        Vector<float> low = default, high = default, low2 = default, high2 = default, check = default;
        int k = 0;
        for (; k <= depth - 2 * Vector<float>.Count; k += 2 * Vector<float>.Count)
        {
            Vector<float> first = Vector.Load(x + k), second = Vector.Load(x + k + Vector<float>.Count);
            if (factors != null)
            {
                first *= Vector.Load(factors + k);
                second *= Vector.Load(factors + k + Vector<float>.Count);
            }
            low = Vector.MinNative(low, first);
            high = Vector.MaxNative(high, first);
            low2 = Vector.MinNative(low2, second);
            high2 = Vector.MaxNative(high2, second);
            // 0, or NaN where a value is infinite or NaN, which the four above may lose.
            check = Vector.MultiplyAddEstimate(first, Vector<float>.Zero, check);
            check = Vector.MultiplyAddEstimate(second, Vector<float>.Zero, check);
        }
        low = Vector.MinNative(low, low2);
        high = Vector.MaxNative(high, high2);
        float least = 0, greatest = 0, rest = 0;
        for (; k < depth; k++)
        {
            float value = factors == null ? x[k] : x[k] * factors[k];
            least = MathF.Min(least, value);
            greatest = MathF.Max(greatest, value);
            rest += value * 0;
        }
        for (int i = 0; i < Vector<float>.Count; i++)
        {
            least = MathF.Min(least, low[i]);
            greatest = MathF.Max(greatest, high[i]);
            rest += check[i];
        }
        return (least + rest, greatest + rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack(float* x, float* factors, int depth, float inverse, float rounder, byte* to, nint stride)
    {
        int k = 0;
        for (; k <= depth - 8; k += 8, to += stride)
            Eight(x + k, factors == null ? null : factors + k, inverse, rounder, to);
        if (k == depth)
            return;
        float* rest = stackalloc float[8];
        for (int i = 0; i < 8; i++)
            rest[i] = k + i < depth ? x[k + i] : 0;
        Eight(rest, factors == null ? null : factors + k, inverse, rounder, to);
    }

    /// <summary>Multiplications and sums are separate, since a fused one would round differently on some processors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(float* x, float* factors, float inverse, float rounder, byte* to)
    {
        if (Avx2.IsSupported)
        {
            Vector256<float> values = Avx.LoadVector256(x);
            if (factors != null)
                values = Avx.Multiply(values, Avx.LoadVector256(factors));
            values = Avx.Add(Avx.Multiply(values, Vector256.Create(inverse)), Vector256.Create(rounder));
            Vector256<int> whole = Avx2.Subtract(values.AsInt32(), Vector256.Create(Rounder).AsInt32());
            Vector128<short> narrow = Sse2.PackSignedSaturate(whole.GetLower(), whole.GetUpper());
            narrow = Sse2.Min(narrow, Vector128.Create((short)Levels));
            *(ulong*)to = Sse2.PackUnsignedSaturate(narrow, narrow).AsUInt64().ToScalar();
            return;
        }
        Vector128<int> first = Four(x, factors, inverse, rounder), second = Four(x + 4, factors == null ? null : factors + 4, inverse, rounder);
        Vector128<ushort> both = Vector128.Narrow(first, second).AsUInt16();
        *(ulong*)to = Vector128.Narrow(both, both).AsUInt64().ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Four(float* x, float* factors, float inverse, float rounder)
    {
        Vector128<float> values = Vector128.Load(x);
        if (factors != null)
            values *= Vector128.Load(factors);
        values = values * Vector128.Create(inverse) + Vector128.Create(rounder);
        Vector128<int> whole = values.AsInt32() - Vector128.Create(Rounder).AsInt32();
        return Vector128.Min(Vector128.Max(whole, Vector128<int>.Zero), Vector128.Create(Levels));
    }
}
