using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MmaDfer.Sdk.Engines.Cpu.Kernels;

/// <summary>4 x 16 tile with 128-bit vectors of any processor.</summary>
internal sealed unsafe class ByteKernel128 : ByteKernel
{
    public override string Name => "128-bit vectors";

    public override int Rows => 4;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(int steps, byte* a, sbyte* b, int* tile)
    {
        for (int column = 0; column < Columns; column += 4)
        {
            // Two sums of each column, which the end adds up: of columns 0 and 1, of columns 2 and 3.
            Vector128<int> c0 = default, c1 = default, c2 = default, c3 = default;
            Vector128<int> d0 = default, d1 = default, d2 = default, d3 = default;
            byte* x = a;
            sbyte* y = b + 4 * column;
            for (int step = 0; step < steps; step++, x += 4 * Step)
            {
                for (int half = 0; half < Step; half += 4, y += 4 * Columns)
                {
                    Vector128<sbyte> four = Vector128.Load(y);
                    Vector128<short> c = Vector128.WidenLower(four), d = Vector128.WidenUpper(four);
                    Vector128<short> row = Twice(x + half);
                    c0 += Pairs(row, c);
                    d0 += Pairs(row, d);
                    row = Twice(x + half + 8);
                    c1 += Pairs(row, c);
                    d1 += Pairs(row, d);
                    row = Twice(x + half + 16);
                    c2 += Pairs(row, c);
                    d2 += Pairs(row, d);
                    row = Twice(x + half + 24);
                    c3 += Pairs(row, c);
                    d3 += Pairs(row, d);
                }
            }
            Store(tile + column, c0, d0);
            Store(tile + column + Columns, c1, d1);
            Store(tile + column + 2 * Columns, c2, d2);
            Store(tile + column + 3 * Columns, c3, d3);
        }
    }

    private static void Store(int* to, Vector128<int> c, Vector128<int> d)
    {
        to[0] = c[0] + c[1];
        to[1] = c[2] + c[3];
        to[2] = d[0] + d[1];
        to[3] = d[2] + d[3];
    }

    /// <summary>Four values, twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Twice(byte* x) => Vector128.WidenLower(Vector128.Create(*(uint*)x).AsByte()).AsInt16();

    /// <summary>Products, neighbours summed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Pairs(Vector128<short> x, Vector128<short> y)
    {
        if (Sse2.IsSupported)
            return Sse2.MultiplyAddAdjacent(x, y);
        // A product has at most 127 * 63 = 8001, so 16 bits hold the sum of two: the odd ones are shifted beside the even ones.
        Vector128<int> products = (x * y).AsInt32();
        return ((products << 16) >> 16) + (products >> 16);
    }
}

/// <summary>4 x 16 tile with Arm's dot product. Never run.</summary>
internal sealed unsafe class ByteKernelArm : ByteKernel
{
    public override string Name => "Arm dot product";

    public override int Rows => 4;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(int steps, byte* a, sbyte* b, int* tile)
    {
        for (int row = 0; row < 4; row += 2, a += 2 * Step, tile += 2 * Columns)
        {
            Vector128<int> c0 = default, c1 = default, c2 = default, c3 = default;
            Vector128<int> d0 = default, d1 = default, d2 = default, d3 = default;
            byte* x = a;
            sbyte* y = b;
            for (int step = 0; step < steps; step++, x += 4 * Step)
            {
                Vector64<sbyte> left = Vector64.Load((sbyte*)x), next = Vector64.Load((sbyte*)x + Step);
                Vector128<sbyte> y0 = Vector128.Load(y), y1 = Vector128.Load(y + 16), y2 = Vector128.Load(y + 32), y3 = Vector128.Load(y + 48);
                c0 = Dp.DotProductBySelectedQuadruplet(c0, y0, left, 0);
                c1 = Dp.DotProductBySelectedQuadruplet(c1, y1, left, 0);
                c2 = Dp.DotProductBySelectedQuadruplet(c2, y2, left, 0);
                c3 = Dp.DotProductBySelectedQuadruplet(c3, y3, left, 0);
                d0 = Dp.DotProductBySelectedQuadruplet(d0, y0, next, 0);
                d1 = Dp.DotProductBySelectedQuadruplet(d1, y1, next, 0);
                d2 = Dp.DotProductBySelectedQuadruplet(d2, y2, next, 0);
                d3 = Dp.DotProductBySelectedQuadruplet(d3, y3, next, 0);
                y += 4 * Columns;
                (y0, y1, y2, y3) = (Vector128.Load(y), Vector128.Load(y + 16), Vector128.Load(y + 32), Vector128.Load(y + 48));
                c0 = Dp.DotProductBySelectedQuadruplet(c0, y0, left, 1);
                c1 = Dp.DotProductBySelectedQuadruplet(c1, y1, left, 1);
                c2 = Dp.DotProductBySelectedQuadruplet(c2, y2, left, 1);
                c3 = Dp.DotProductBySelectedQuadruplet(c3, y3, left, 1);
                d0 = Dp.DotProductBySelectedQuadruplet(d0, y0, next, 1);
                d1 = Dp.DotProductBySelectedQuadruplet(d1, y1, next, 1);
                d2 = Dp.DotProductBySelectedQuadruplet(d2, y2, next, 1);
                d3 = Dp.DotProductBySelectedQuadruplet(d3, y3, next, 1);
                y += 4 * Columns;
            }
            Store(tile, c0, c1, c2, c3);
            Store(tile + Columns, d0, d1, d2, d3);
        }
    }

    private static void Store(int* to, Vector128<int> c0, Vector128<int> c1, Vector128<int> c2, Vector128<int> c3)
    {
        c0.Store(to);
        c1.Store(to + 4);
        c2.Store(to + 8);
        c3.Store(to + 12);
    }
}
