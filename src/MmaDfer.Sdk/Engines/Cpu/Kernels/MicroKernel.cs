using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MmaDfer.Sdk.Engines.Cpu.Kernels;

/// <summary>
/// The innermost loop of every matrix product: C[Rows, Columns] = A B (+ D) (+ bias) with A packed k-major (Rows values a step) and B
/// packed k-major (Columns values a step, 64-byte aligned). The tile is as large as the registers of this processor allow, and what is added
/// is added there, before C is written.
/// </summary>
internal static unsafe class MicroKernel
{
    /// <summary>Rows of the tile: the height of A's panels.</summary>
    public static int Rows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Has512 ? MicroKernel512.Rows : Has256 ? MicroKernel256.Rows : MicroKernel128.Rows;
    }

    /// <summary>Columns of the tile: the width of B's panels.</summary>
    public static int Columns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Has512 ? MicroKernel512.Columns : Has256 ? MicroKernel256.Columns : MicroKernel128.Columns;
    }

    /// <summary>The instruction set in use, for people.</summary>
    public static string InstructionSet => Has512 ? "AVX-512" : Has256 ? "AVX2" : "128-bit vectors";

    private static bool Has512 => Vector512.IsHardwareAccelerated && Avx512F.IsSupported;

    // Without Vector256.IsHardwareAccelerated: compiled ahead of time for processors with AVX, that is false, but these two are asked at run time.
    private static bool Has256 => Avx2.IsSupported && Fma.IsSupported;

    /// <summary>Computes one tile.</summary>
    /// <param name="depth">Steps k.</param>
    /// <param name="a">depth x Rows.</param>
    /// <param name="b">depth x Columns, aligned to 64 bytes.</param>
    /// <param name="c">Upper left corner of the tile; all Rows x Columns are written.</param>
    /// <param name="stride">Elements from a row of C to the next.</param>
    /// <param name="add">Upper left corner of D, which may be C itself; null for none.</param>
    /// <param name="addStride">Elements from a row of D to the next.</param>
    /// <param name="bias">Columns values, added to each row at the end; null for none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(int depth, float* a, float* b, float* c, nint stride, float* add, nint addStride, float* bias)
    {
        if (Has512)
            MicroKernel512.Run(depth, a, b, c, stride, add, addStride, bias);
        else if (Has256)
            MicroKernel256.Run(depth, a, b, c, stride, add, addStride, bias);
        else
            MicroKernel128.Run(depth, a, b, c, stride, add, addStride, bias);
    }
}

/// <summary>12 x 32 tile of a matrix product in 24 of the 32 registers of AVX-512.</summary>
internal static unsafe class MicroKernel512
{
    public const int Rows = 12, Columns = 32;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int depth, float* a, float* b, float* c, nint stride, float* add, nint addStride, float* bias)
    {
        Vector512<float> c0l = default, c0r = default;
        Vector512<float> c1l = default, c1r = default;
        Vector512<float> c2l = default, c2r = default;
        Vector512<float> c3l = default, c3r = default;
        Vector512<float> c4l = default, c4r = default;
        Vector512<float> c5l = default, c5r = default;
        Vector512<float> c6l = default, c6r = default;
        Vector512<float> c7l = default, c7r = default;
        Vector512<float> c8l = default, c8r = default;
        Vector512<float> c9l = default, c9r = default;
        Vector512<float> c10l = default, c10r = default;
        Vector512<float> c11l = default, c11r = default;
        for (int k = 0; k < depth; k++, a += Rows, b += Columns)
        {
            Vector512<float> l = Vector512.LoadAligned(b), r = Vector512.LoadAligned(b + 16);
            Vector512<float> x = Vector512.Create(a[0]);
            c0l = Vector512.FusedMultiplyAdd(x, l, c0l);
            c0r = Vector512.FusedMultiplyAdd(x, r, c0r);
            x = Vector512.Create(a[1]);
            c1l = Vector512.FusedMultiplyAdd(x, l, c1l);
            c1r = Vector512.FusedMultiplyAdd(x, r, c1r);
            x = Vector512.Create(a[2]);
            c2l = Vector512.FusedMultiplyAdd(x, l, c2l);
            c2r = Vector512.FusedMultiplyAdd(x, r, c2r);
            x = Vector512.Create(a[3]);
            c3l = Vector512.FusedMultiplyAdd(x, l, c3l);
            c3r = Vector512.FusedMultiplyAdd(x, r, c3r);
            x = Vector512.Create(a[4]);
            c4l = Vector512.FusedMultiplyAdd(x, l, c4l);
            c4r = Vector512.FusedMultiplyAdd(x, r, c4r);
            x = Vector512.Create(a[5]);
            c5l = Vector512.FusedMultiplyAdd(x, l, c5l);
            c5r = Vector512.FusedMultiplyAdd(x, r, c5r);
            x = Vector512.Create(a[6]);
            c6l = Vector512.FusedMultiplyAdd(x, l, c6l);
            c6r = Vector512.FusedMultiplyAdd(x, r, c6r);
            x = Vector512.Create(a[7]);
            c7l = Vector512.FusedMultiplyAdd(x, l, c7l);
            c7r = Vector512.FusedMultiplyAdd(x, r, c7r);
            x = Vector512.Create(a[8]);
            c8l = Vector512.FusedMultiplyAdd(x, l, c8l);
            c8r = Vector512.FusedMultiplyAdd(x, r, c8r);
            x = Vector512.Create(a[9]);
            c9l = Vector512.FusedMultiplyAdd(x, l, c9l);
            c9r = Vector512.FusedMultiplyAdd(x, r, c9r);
            x = Vector512.Create(a[10]);
            c10l = Vector512.FusedMultiplyAdd(x, l, c10l);
            c10r = Vector512.FusedMultiplyAdd(x, r, c10r);
            x = Vector512.Create(a[11]);
            c11l = Vector512.FusedMultiplyAdd(x, l, c11l);
            c11r = Vector512.FusedMultiplyAdd(x, r, c11r);
        }
        if (add != null)
        {
            float* row = add;
            c0l += Vector512.Load(row);
            c0r += Vector512.Load(row + 16);
            row += addStride;
            c1l += Vector512.Load(row);
            c1r += Vector512.Load(row + 16);
            row += addStride;
            c2l += Vector512.Load(row);
            c2r += Vector512.Load(row + 16);
            row += addStride;
            c3l += Vector512.Load(row);
            c3r += Vector512.Load(row + 16);
            row += addStride;
            c4l += Vector512.Load(row);
            c4r += Vector512.Load(row + 16);
            row += addStride;
            c5l += Vector512.Load(row);
            c5r += Vector512.Load(row + 16);
            row += addStride;
            c6l += Vector512.Load(row);
            c6r += Vector512.Load(row + 16);
            row += addStride;
            c7l += Vector512.Load(row);
            c7r += Vector512.Load(row + 16);
            row += addStride;
            c8l += Vector512.Load(row);
            c8r += Vector512.Load(row + 16);
            row += addStride;
            c9l += Vector512.Load(row);
            c9r += Vector512.Load(row + 16);
            row += addStride;
            c10l += Vector512.Load(row);
            c10r += Vector512.Load(row + 16);
            row += addStride;
            c11l += Vector512.Load(row);
            c11r += Vector512.Load(row + 16);
        }
        if (bias != null)
        {
            Vector512<float> l = Vector512.Load(bias), r = Vector512.Load(bias + 16);
            c0l += l;
            c0r += r;
            c1l += l;
            c1r += r;
            c2l += l;
            c2r += r;
            c3l += l;
            c3r += r;
            c4l += l;
            c4r += r;
            c5l += l;
            c5r += r;
            c6l += l;
            c6r += r;
            c7l += l;
            c7r += r;
            c8l += l;
            c8r += r;
            c9l += l;
            c9r += r;
            c10l += l;
            c10r += r;
            c11l += l;
            c11r += r;
        }
        float* to = c;
        c0l.Store(to);
        c0r.Store(to + 16);
        to += stride;
        c1l.Store(to);
        c1r.Store(to + 16);
        to += stride;
        c2l.Store(to);
        c2r.Store(to + 16);
        to += stride;
        c3l.Store(to);
        c3r.Store(to + 16);
        to += stride;
        c4l.Store(to);
        c4r.Store(to + 16);
        to += stride;
        c5l.Store(to);
        c5r.Store(to + 16);
        to += stride;
        c6l.Store(to);
        c6r.Store(to + 16);
        to += stride;
        c7l.Store(to);
        c7r.Store(to + 16);
        to += stride;
        c8l.Store(to);
        c8r.Store(to + 16);
        to += stride;
        c9l.Store(to);
        c9r.Store(to + 16);
        to += stride;
        c10l.Store(to);
        c10r.Store(to + 16);
        to += stride;
        c11l.Store(to);
        c11r.Store(to + 16);
    }
}
