using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MmaDfer.Sdk.Engines.Cpu.Kernels;

/// <summary>6 x 16 tile of a matrix product in 12 of the 16 registers of AVX2.</summary>
internal static unsafe class MicroKernel256
{
    public const int Rows = 6, Columns = 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int depth, float* a, float* b, float* c, nint stride, bool accumulate)
    {
        Vector256<float> c0l = default, c0r = default;
        Vector256<float> c1l = default, c1r = default;
        Vector256<float> c2l = default, c2r = default;
        Vector256<float> c3l = default, c3r = default;
        Vector256<float> c4l = default, c4r = default;
        Vector256<float> c5l = default, c5r = default;
        for (int k = 0; k < depth; k++, a += Rows, b += Columns)
        {
            Vector256<float> l = Vector256.LoadAligned(b), r = Vector256.LoadAligned(b + 8);
            Vector256<float> x = Vector256.Create(a[0]);
            c0l = Vector256.FusedMultiplyAdd(x, l, c0l);
            c0r = Vector256.FusedMultiplyAdd(x, r, c0r);
            x = Vector256.Create(a[1]);
            c1l = Vector256.FusedMultiplyAdd(x, l, c1l);
            c1r = Vector256.FusedMultiplyAdd(x, r, c1r);
            x = Vector256.Create(a[2]);
            c2l = Vector256.FusedMultiplyAdd(x, l, c2l);
            c2r = Vector256.FusedMultiplyAdd(x, r, c2r);
            x = Vector256.Create(a[3]);
            c3l = Vector256.FusedMultiplyAdd(x, l, c3l);
            c3r = Vector256.FusedMultiplyAdd(x, r, c3r);
            x = Vector256.Create(a[4]);
            c4l = Vector256.FusedMultiplyAdd(x, l, c4l);
            c4r = Vector256.FusedMultiplyAdd(x, r, c4r);
            x = Vector256.Create(a[5]);
            c5l = Vector256.FusedMultiplyAdd(x, l, c5l);
            c5r = Vector256.FusedMultiplyAdd(x, r, c5r);
        }
        if (accumulate)
        {
            float* row = c;
            c0l += Vector256.Load(row);
            c0r += Vector256.Load(row + 8);
            row += stride;
            c1l += Vector256.Load(row);
            c1r += Vector256.Load(row + 8);
            row += stride;
            c2l += Vector256.Load(row);
            c2r += Vector256.Load(row + 8);
            row += stride;
            c3l += Vector256.Load(row);
            c3r += Vector256.Load(row + 8);
            row += stride;
            c4l += Vector256.Load(row);
            c4r += Vector256.Load(row + 8);
            row += stride;
            c5l += Vector256.Load(row);
            c5r += Vector256.Load(row + 8);
        }
        float* to = c;
        c0l.Store(to);
        c0r.Store(to + 8);
        to += stride;
        c1l.Store(to);
        c1r.Store(to + 8);
        to += stride;
        c2l.Store(to);
        c2r.Store(to + 8);
        to += stride;
        c3l.Store(to);
        c3r.Store(to + 8);
        to += stride;
        c4l.Store(to);
        c4r.Store(to + 8);
        to += stride;
        c5l.Store(to);
        c5r.Store(to + 8);
    }
}
