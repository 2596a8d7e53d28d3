using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MmaDfer.Sdk.Tensors;

/// <summary>
/// The two passes of the resize over rows of RGB24. All arithmetic is on 32-bit integers, so every vector width gives the
/// same bytes.
/// </summary>
internal static class BilinearKernels
{
    /// <summary>Bytes that the horizontal pass may read behind a row (their weights are zero) or write behind one.</summary>
    public const int Slack = 32;

    /// <summary>Bytes that the vertical pass handles at a time.</summary>
    public const int Chunk = 16;

    /// <summary>One row of the target's width; both rows need <see cref="Slack"/> bytes behind their end.</summary>
    public static void Horizontal(ReadOnlySpan<byte> row, BilinearWeights weights, Span<byte> target)
    {
        ref byte source = ref MemoryMarshal.GetReference(row);
        ref byte destination = ref MemoryMarshal.GetReference(target);
        ref int table = ref MemoryMarshal.GetReference(weights.Weights);
        ReadOnlySpan<int> first = weights.First, taps = weights.Taps;
        // Four RGB pixels become four lanes of 32 bits each, the last of them empty.
        Vector128<byte> spread = Vector128.Create(0, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8, 255, 9, 10, 11, (byte)255);
        for (int x = 0; x < weights.TargetSize; x++)
        {
            ref byte pixels = ref Unsafe.Add(ref source, first[x] * 3);
            ref int weight = ref Unsafe.Add(ref table, x * weights.Stride);
            int groups = (taps[x] + BilinearWeights.Group - 1) / BilinearWeights.Group;
            Vector128<int> sum;
            if (Avx512F.IsSupported)
            {
                Vector512<int> wide = Vector512<int>.Zero;
                for (int g = 0; g < groups; g++)
                {
                    Vector128<byte> four = Vector128.Shuffle(Vector128.LoadUnsafe(ref pixels, (nuint)g * 12), spread);
                    wide += Avx512F.ConvertToVector512Int32(four) * Vector512.LoadUnsafe(ref weight, (nuint)g * 16);
                }
                Vector256<int> half = wide.GetLower() + wide.GetUpper();
                sum = half.GetLower() + half.GetUpper();
            }
            else if (Vector256.IsHardwareAccelerated && Avx2.IsSupported)
            {
                Vector256<int> even = Vector256<int>.Zero, odd = Vector256<int>.Zero;
                for (int g = 0; g < groups; g++)
                {
                    Vector128<byte> four = Vector128.Shuffle(Vector128.LoadUnsafe(ref pixels, (nuint)g * 12), spread);
                    Vector128<byte> rear = Vector128.Shuffle(four.AsUInt64(), Vector128.Create(1UL, 0)).AsByte();
                    even += Avx2.ConvertToVector256Int32(four) * Vector256.LoadUnsafe(ref weight, (nuint)g * 16);
                    odd += Avx2.ConvertToVector256Int32(rear) * Vector256.LoadUnsafe(ref weight, (nuint)g * 16 + 8);
                }
                even += odd;
                sum = even.GetLower() + even.GetUpper();
            }
            else
            {
                sum = Vector128<int>.Zero;
                for (int g = 0; g < groups; g++)
                {
                    Vector128<byte> four = Vector128.Shuffle(Vector128.LoadUnsafe(ref pixels, (nuint)g * 12), spread);
                    (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(four);
                    sum += Vector128.WidenLower(low).AsInt32() * Vector128.LoadUnsafe(ref weight, (nuint)g * 16);
                    sum += Vector128.WidenUpper(low).AsInt32() * Vector128.LoadUnsafe(ref weight, (nuint)g * 16 + 4);
                    sum += Vector128.WidenLower(high).AsInt32() * Vector128.LoadUnsafe(ref weight, (nuint)g * 16 + 8);
                    sum += Vector128.WidenUpper(high).AsInt32() * Vector128.LoadUnsafe(ref weight, (nuint)g * 16 + 12);
                }
            }
            // The fourth byte is overwritten by the next pixel or falls into the slack.
            Vector128<byte> bytes = Vector128.Shuffle(Round(sum).AsByte(), Vector128.Create(0, 4, 8, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)0));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, x * 3), bytes.AsUInt32().ToScalar());
        }
    }

    /// <summary>
    /// One row of the target from the rows at <paramref name="source"/>, <paramref name="stride"/> bytes apart: the weighted
    /// sum of as many rows as there are weights. Works on whole chunks: the stride is a multiple of <see cref="Chunk"/>.
    /// </summary>
    public static void Vertical(ReadOnlySpan<byte> source, int stride, ReadOnlySpan<int> weights, Span<byte> target)
    {
        Span<byte> tail = stackalloc byte[Chunk];
        for (int x = 0; x < target.Length; x += Chunk)
        {
            ref byte column = ref MemoryMarshal.GetReference(source.Slice(x, (weights.Length - 1) * stride + Chunk));
            Vector128<byte> bytes = Column(ref column, stride, weights);
            if (x + Chunk <= target.Length)
            {
                bytes.CopyTo(target[x..]);
            }
            else
            {
                bytes.CopyTo(tail);
                tail[..(target.Length - x)].CopyTo(target[x..]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Column(ref byte column, int stride, ReadOnlySpan<int> weights)
    {
        Vector128<int> a, b, c, d;
        if (Avx512F.IsSupported)
        {
            Vector512<int> sum = Vector512<int>.Zero;
            for (int y = 0; y < weights.Length; y++)
                sum += Avx512F.ConvertToVector512Int32(Vector128.LoadUnsafe(ref column, (nuint)(y * stride))) * weights[y];
            (a, b) = (sum.GetLower().GetLower(), sum.GetLower().GetUpper());
            (c, d) = (sum.GetUpper().GetLower(), sum.GetUpper().GetUpper());
        }
        else if (Vector256.IsHardwareAccelerated && Avx2.IsSupported)
        {
            Vector256<int> low = Vector256<int>.Zero, high = Vector256<int>.Zero;
            for (int y = 0; y < weights.Length; y++)
            {
                Vector128<byte> bytes = Vector128.LoadUnsafe(ref column, (nuint)(y * stride));
                Vector128<byte> rear = Vector128.Shuffle(bytes.AsUInt64(), Vector128.Create(1UL, 0)).AsByte();
                low += Avx2.ConvertToVector256Int32(bytes) * weights[y];
                high += Avx2.ConvertToVector256Int32(rear) * weights[y];
            }
            (a, b, c, d) = (low.GetLower(), low.GetUpper(), high.GetLower(), high.GetUpper());
        }
        else
        {
            a = b = c = d = Vector128<int>.Zero;
            for (int y = 0; y < weights.Length; y++)
            {
                (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.LoadUnsafe(ref column, (nuint)(y * stride)));
                a += Vector128.WidenLower(low).AsInt32() * weights[y];
                b += Vector128.WidenUpper(low).AsInt32() * weights[y];
                c += Vector128.WidenLower(high).AsInt32() * weights[y];
                d += Vector128.WidenUpper(high).AsInt32() * weights[y];
            }
        }
        return Vector128.Narrow(
            Vector128.Narrow(Round(a), Round(b)).AsUInt16(), Vector128.Narrow(Round(c), Round(d)).AsUInt16());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Round(Vector128<int> sum)
    {
        Vector128<int> rounded = (sum + Vector128.Create(1 << (BilinearWeights.Precision - 1))) >> BilinearWeights.Precision;
        return Vector128.Min(Vector128.Max(rounded, Vector128<int>.Zero), Vector128.Create(255));
    }
}
