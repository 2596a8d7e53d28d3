using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MmaDfer.Sdk.Engines.Cpu.Kernels;

/// <summary>
/// C (+)= A B on one thread, where either side may be transposed and both are packed first: for products of two computed values.
/// </summary>
internal static unsafe class Product
{
    private const int MaxDepth = 512;

    /// <summary>Floats of scratch memory for a product with this many columns and this depth.</summary>
    public static int ScratchLength(int columns, int depth) =>
        (Padded(columns) + MicroKernel.Rows) * Math.Min(depth, MaxDepth) + MicroKernel.Rows * MicroKernel.Columns;

    /// <summary>Computes C [m, n] from A [m, depth] and B [depth, n].</summary>
    /// <param name="a">Left side.</param>
    /// <param name="b">Right side.</param>
    /// <param name="c">Result.</param>
    /// <param name="cStride">Elements from a row of C to the next.</param>
    /// <param name="m">Rows of the result.</param>
    /// <param name="n">Columns of the result.</param>
    /// <param name="depth">Length of the sums.</param>
    /// <param name="accumulate">Whether to add to what C holds.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> floats, 64-byte aligned.</param>
    public static void Run(
        Side a, Side b, float* c, int cStride, int m, int n, int depth, bool accumulate, float* scratch)
    {
        int tall = MicroKernel.Rows, wide = MicroKernel.Columns;
        for (int k = 0; k < depth; k += MaxDepth)
        {
            int part = Math.Min(MaxDepth, depth - k);
            float* right = scratch;
            float* staging = right + Padded(n) * part;
            float* left = staging + tall * wide;
            for (int column = 0; column < n; column += wide)
                Pack(b.Transpose(), column, Math.Min(wide, n - column), k, part, right + column * part, wide);
            for (int row = 0; row < m; row += tall)
            {
                int rows = Math.Min(tall, m - row);
                Pack(a, row, rows, k, part, left, tall);
                for (int column = 0; column < n; column += wide)
                {
                    int columns = Math.Min(wide, n - column);
                    float* target = c + (long)row * cStride + column;
                    bool add = accumulate || k > 0;
                    if (rows == tall && columns == wide)
                    {
                        MicroKernel.Run(part, left, right + column * part, target, cStride, add ? target : null, cStride, null);
                        continue;
                    }
                    MicroKernel.Run(part, left, right + column * part, staging, wide, null, 0, null);
                    Merge(staging, wide, target, cStride, rows, columns, add);
                }
            }
        }
    }

    /// <summary>Packs rows of a side, k-major.</summary>
    private static void Pack(Side side, int first, int count, int k, int depth, float* to, int height)
    {
        if (!side.IsTransposed)
        {
            PackRows.Run(side.Address + (long)first * side.Stride + k, side.Stride, count, depth, to, height);
            return;
        }
        PackColumns(side.Address + (long)k * side.Stride + first, side.Stride, count, depth, to, height);
    }

    /// <summary>Copies columns, four values at a time: calls to copy some ten values would take longer than the copies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackColumns(float* from, int stride, int count, int depth, float* to, int height)
    {
        int whole = count & ~3;
        for (int i = 0; i < depth; i++, from += stride, to += height)
        {
            int column = 0;
            for (; column < whole; column += 4)
                Vector128.Load(from + column).Store(to + column);
            for (; column < count; column++)
                to[column] = from[column];
            for (; column < height; column++)
                to[column] = 0f;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Merge(float* tile, int stride, float* target, int targetStride, int rows, int columns, bool add)
    {
        for (int row = 0; row < rows; row++, tile += stride, target += targetStride)
        {
            for (int column = 0; column < columns; column++)
                target[column] = add ? target[column] + tile[column] : tile[column];
        }
    }

    private static int Padded(int size) => (size + MicroKernel.Columns - 1) / MicroKernel.Columns * MicroKernel.Columns;

    /// <summary>One side of a product: its rows, or if transposed its columns, are <c>Stride</c> apart.</summary>
    internal readonly record struct Side(nint Pointer, int Stride, bool IsTransposed)
    {
        public Side(float* address, int stride, bool isTransposed = false)
            : this((nint)address, stride, isTransposed)
        {
        }

        public float* Address => (float*)Pointer;

        public Side Transpose() => this with { IsTransposed = !IsTransposed };
    }
}
