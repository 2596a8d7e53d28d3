using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MmaDfer.Sdk.Engines.Cpu.Kernels;

/// <summary>12 x 32 tile of a matrix product in 24 of the 32 registers of AVX-512.</summary>
internal static unsafe class MicroKernel512
{
    public const int Rows = 12, Columns = 32;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int depth, float* a, float* b, float* c, nint stride, bool accumulate)
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
        if (accumulate)
        {
            float* row = c;
            c0l += Vector512.Load(row);
            c0r += Vector512.Load(row + 16);
            row += stride;
            c1l += Vector512.Load(row);
            c1r += Vector512.Load(row + 16);
            row += stride;
            c2l += Vector512.Load(row);
            c2r += Vector512.Load(row + 16);
            row += stride;
            c3l += Vector512.Load(row);
            c3r += Vector512.Load(row + 16);
            row += stride;
            c4l += Vector512.Load(row);
            c4r += Vector512.Load(row + 16);
            row += stride;
            c5l += Vector512.Load(row);
            c5r += Vector512.Load(row + 16);
            row += stride;
            c6l += Vector512.Load(row);
            c6r += Vector512.Load(row + 16);
            row += stride;
            c7l += Vector512.Load(row);
            c7r += Vector512.Load(row + 16);
            row += stride;
            c8l += Vector512.Load(row);
            c8r += Vector512.Load(row + 16);
            row += stride;
            c9l += Vector512.Load(row);
            c9r += Vector512.Load(row + 16);
            row += stride;
            c10l += Vector512.Load(row);
            c10r += Vector512.Load(row + 16);
            row += stride;
            c11l += Vector512.Load(row);
            c11r += Vector512.Load(row + 16);
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
