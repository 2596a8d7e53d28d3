using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MmaDfer.Sdk.Engines.Cpu.Kernels;

/// <summary>
/// 4 x 24 tile of a matrix product in 12 of the 16 registers of AVX2: seven loads for twelve multiplications, one fewer than a tile of 6 x 16. Calls
/// Fma itself: where a program compiled ahead of time asks for it at run time (see <see cref="MicroKernel.InstructionSet"/>),
/// Vector256.FusedMultiplyAdd would be calculated number by number.
/// </summary>
internal static unsafe class MicroKernel256
{
    public const int Rows = 4, Columns = 24;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int depth, float* a, float* b, float* c, nint stride, float* add, nint addStride, float* bias)
    {
        Vector256<float> c0l = default, c0m = default, c0r = default;
        Vector256<float> c1l = default, c1m = default, c1r = default;
        Vector256<float> c2l = default, c2m = default, c2r = default;
        Vector256<float> c3l = default, c3m = default, c3r = default;
        for (int k = 0; k < depth; k++, a += Rows, b += Columns)
        {
            Vector256<float> l = Vector256.LoadAligned(b), m = Vector256.LoadAligned(b + 8), r = Vector256.LoadAligned(b + 16);
            Vector256<float> x = Vector256.Create(a[0]);
            c0l = Fma.MultiplyAdd(x, l, c0l);
            c0m = Fma.MultiplyAdd(x, m, c0m);
            c0r = Fma.MultiplyAdd(x, r, c0r);
            x = Vector256.Create(a[1]);
            c1l = Fma.MultiplyAdd(x, l, c1l);
            c1m = Fma.MultiplyAdd(x, m, c1m);
            c1r = Fma.MultiplyAdd(x, r, c1r);
            x = Vector256.Create(a[2]);
            c2l = Fma.MultiplyAdd(x, l, c2l);
            c2m = Fma.MultiplyAdd(x, m, c2m);
            c2r = Fma.MultiplyAdd(x, r, c2r);
            x = Vector256.Create(a[3]);
            c3l = Fma.MultiplyAdd(x, l, c3l);
            c3m = Fma.MultiplyAdd(x, m, c3m);
            c3r = Fma.MultiplyAdd(x, r, c3r);
        }
        if (add != null)
        {
            float* row = add;
            c0l += Vector256.Load(row);
            c0m += Vector256.Load(row + 8);
            c0r += Vector256.Load(row + 16);
            row += addStride;
            c1l += Vector256.Load(row);
            c1m += Vector256.Load(row + 8);
            c1r += Vector256.Load(row + 16);
            row += addStride;
            c2l += Vector256.Load(row);
            c2m += Vector256.Load(row + 8);
            c2r += Vector256.Load(row + 16);
            row += addStride;
            c3l += Vector256.Load(row);
            c3m += Vector256.Load(row + 8);
            c3r += Vector256.Load(row + 16);
        }
        if (bias != null)
        {
            Vector256<float> l = Vector256.Load(bias), m = Vector256.Load(bias + 8), r = Vector256.Load(bias + 16);
            c0l += l;
            c0m += m;
            c0r += r;
            c1l += l;
            c1m += m;
            c1r += r;
            c2l += l;
            c2m += m;
            c2r += r;
            c3l += l;
            c3m += m;
            c3r += r;
        }
        float* to = c;
        c0l.Store(to);
        c0m.Store(to + 8);
        c0r.Store(to + 16);
        to += stride;
        c1l.Store(to);
        c1m.Store(to + 8);
        c1r.Store(to + 16);
        to += stride;
        c2l.Store(to);
        c2m.Store(to + 8);
        c2r.Store(to + 16);
        to += stride;
        c3l.Store(to);
        c3m.Store(to + 8);
        c3r.Store(to + 16);
    }
}

/// <summary>4 x 8 tile of a matrix product with 128-bit vectors.</summary>
internal static unsafe class MicroKernel128
{
    public const int Rows = 4, Columns = 8;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int depth, float* a, float* b, float* c, nint stride, float* add, nint addStride, float* bias)
    {
        Vector128<float> c0l = default, c0r = default;
        Vector128<float> c1l = default, c1r = default;
        Vector128<float> c2l = default, c2r = default;
        Vector128<float> c3l = default, c3r = default;
        for (int k = 0; k < depth; k++, a += Rows, b += Columns)
        {
            Vector128<float> l = Vector128.LoadAligned(b), r = Vector128.LoadAligned(b + 4);
            Vector128<float> x = Vector128.Create(a[0]);
            c0l = Vector128.MultiplyAddEstimate(x, l, c0l);
            c0r = Vector128.MultiplyAddEstimate(x, r, c0r);
            x = Vector128.Create(a[1]);
            c1l = Vector128.MultiplyAddEstimate(x, l, c1l);
            c1r = Vector128.MultiplyAddEstimate(x, r, c1r);
            x = Vector128.Create(a[2]);
            c2l = Vector128.MultiplyAddEstimate(x, l, c2l);
            c2r = Vector128.MultiplyAddEstimate(x, r, c2r);
            x = Vector128.Create(a[3]);
            c3l = Vector128.MultiplyAddEstimate(x, l, c3l);
            c3r = Vector128.MultiplyAddEstimate(x, r, c3r);
        }
        if (add != null)
        {
            float* row = add;
            c0l += Vector128.Load(row);
            c0r += Vector128.Load(row + 4);
            row += addStride;
            c1l += Vector128.Load(row);
            c1r += Vector128.Load(row + 4);
            row += addStride;
            c2l += Vector128.Load(row);
            c2r += Vector128.Load(row + 4);
            row += addStride;
            c3l += Vector128.Load(row);
            c3r += Vector128.Load(row + 4);
        }
        if (bias != null)
        {
            Vector128<float> l = Vector128.Load(bias), r = Vector128.Load(bias + 4);
            c0l += l;
            c0r += r;
            c1l += l;
            c1r += r;
            c2l += l;
            c2r += r;
            c3l += l;
            c3r += r;
        }
        float* to = c;
        c0l.Store(to);
        c0r.Store(to + 4);
        to += stride;
        c1l.Store(to);
        c1r.Store(to + 4);
        to += stride;
        c2l.Store(to);
        c2r.Store(to + 4);
        to += stride;
        c3l.Store(to);
        c3r.Store(to + 4);
    }
}
