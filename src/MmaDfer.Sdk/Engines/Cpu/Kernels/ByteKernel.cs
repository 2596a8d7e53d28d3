using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MmaDfer.Sdk.Engines.Cpu.Kernels;

/// <summary>
/// The innermost loop of products in 8 bit: a tile of exact sums, C[Rows, 16] = A B, with values 0..127 on the left (<see cref="ByteRows"/>)
/// and -63..63 on the right (<see cref="ByteMatrix"/>). Since two such products fit twice into 16 bits, nothing saturates, and all kernels
/// return the same sums. They all read the same right side; only the height of the left side differs.
/// </summary>
internal abstract unsafe class ByteKernel
{
    /// <summary>Columns of every tile.</summary>
    public const int Columns = 16;

    /// <summary>Depth of one step of the loop, for which both sides are padded with zeros.</summary>
    public const int Step = 8;

    /// <summary>The kernels that this processor can run, the fastest first.</summary>
    public static IReadOnlyList<ByteKernel> Supported { get; } = [.. FindSupported()];

    /// <summary>The fastest.</summary>
    public static ByteKernel Best => Supported[0];

    /// <summary>The instruction set, for people.</summary>
    public abstract string Name { get; }

    /// <summary>Rows of the tile.</summary>
    public abstract int Rows { get; }

    /// <summary>Computes one tile.</summary>
    /// <param name="steps">Depth in steps of 8.</param>
    /// <param name="a">steps x Rows x 8 values.</param>
    /// <param name="b">2 * steps x 16 x 4 values, aligned to 64 bytes.</param>
    /// <param name="tile">Receives Rows x 16 sums.</param>
    public abstract void Run(int steps, byte* a, sbyte* b, int* tile);

    private static IEnumerable<ByteKernel> FindSupported()
    {
        if (Vector512.IsHardwareAccelerated && Avx512BW.IsSupported)
            yield return new ByteKernel512();
        if (AvxVnni.IsSupported && Avx2.IsSupported)
            yield return new ByteKernelVnni();
        if (Avx2.IsSupported)
            yield return new ByteKernel256();
        if (System.Runtime.Intrinsics.Arm.Dp.IsSupported)
            yield return new ByteKernelArm();
        yield return new ByteKernel128();
    }
}

/// <summary>6 x 16 tile with AVX-VNNI: four products and their sum in one instruction.</summary>
internal sealed unsafe class ByteKernelVnni : ByteKernel
{
    public override string Name => "AVX-VNNI";

    public override int Rows => 6;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(int steps, byte* a, sbyte* b, int* tile)
    {
        Vector256<int> c0l = default, c0r = default;
        Vector256<int> c1l = default, c1r = default;
        Vector256<int> c2l = default, c2r = default;
        Vector256<int> c3l = default, c3r = default;
        Vector256<int> c4l = default, c4r = default;
        Vector256<int> c5l = default, c5r = default;
        for (; steps > 0; steps--, a += 6 * Step)
        {
            for (int half = 0; half < Step; half += 4, b += 4 * Columns)
            {
                Vector256<sbyte> l = Avx.LoadAlignedVector256(b), r = Avx.LoadAlignedVector256(b + 32);
                Vector256<byte> x = Four(a + half);
                c0l = AvxVnni.MultiplyWideningAndAdd(c0l, x, l);
                c0r = AvxVnni.MultiplyWideningAndAdd(c0r, x, r);
                x = Four(a + half + 8);
                c1l = AvxVnni.MultiplyWideningAndAdd(c1l, x, l);
                c1r = AvxVnni.MultiplyWideningAndAdd(c1r, x, r);
                x = Four(a + half + 16);
                c2l = AvxVnni.MultiplyWideningAndAdd(c2l, x, l);
                c2r = AvxVnni.MultiplyWideningAndAdd(c2r, x, r);
                x = Four(a + half + 24);
                c3l = AvxVnni.MultiplyWideningAndAdd(c3l, x, l);
                c3r = AvxVnni.MultiplyWideningAndAdd(c3r, x, r);
                x = Four(a + half + 32);
                c4l = AvxVnni.MultiplyWideningAndAdd(c4l, x, l);
                c4r = AvxVnni.MultiplyWideningAndAdd(c4r, x, r);
                x = Four(a + half + 40);
                c5l = AvxVnni.MultiplyWideningAndAdd(c5l, x, l);
                c5r = AvxVnni.MultiplyWideningAndAdd(c5r, x, r);
            }
        }
        ByteKernel256.Store(tile, c0l, c0r, c1l, c1r);
        ByteKernel256.Store(tile + 32, c2l, c2r, c3l, c3r);
        ByteKernel256.Store(tile + 64, c4l, c4r, c5l, c5r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Four(byte* a) => Avx2.BroadcastScalarToVector256((int*)a).AsByte();
}

/// <summary>
/// 4 x 16 tile with AVX2. Calls the instructions themselves: where a program compiled ahead of time asks for AVX2 at run time, Vector256's
/// methods would be calculated number by number.
/// </summary>
internal sealed unsafe class ByteKernel256 : ByteKernel
{
    public override string Name => "AVX2";

    public override int Rows => 4;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(int steps, byte* a, sbyte* b, int* tile)
    {
        Vector256<int> c0l = default, c0r = default;
        Vector256<int> c1l = default, c1r = default;
        Vector256<int> c2l = default, c2r = default;
        Vector256<int> c3l = default, c3r = default;
        Vector256<short> ones = Avx2.CompareEqual(default(Vector256<short>), default);
        ones = Avx2.Subtract(default, ones);
        for (; steps > 0; steps--, a += 4 * Step, b += Step * Columns)
        {
            Vector256<sbyte> l0 = Avx.LoadAlignedVector256(b), r0 = Avx.LoadAlignedVector256(b + 32);
            Vector256<sbyte> l1 = Avx.LoadAlignedVector256(b + 64), r1 = Avx.LoadAlignedVector256(b + 96);
            Vector256<byte> x0 = Four(a), x1 = Four(a + 4);
            c0l = Avx2.Add(c0l, Sum(x0, l0, x1, l1, ones));
            c0r = Avx2.Add(c0r, Sum(x0, r0, x1, r1, ones));
            x0 = Four(a + 8);
            x1 = Four(a + 12);
            c1l = Avx2.Add(c1l, Sum(x0, l0, x1, l1, ones));
            c1r = Avx2.Add(c1r, Sum(x0, r0, x1, r1, ones));
            x0 = Four(a + 16);
            x1 = Four(a + 20);
            c2l = Avx2.Add(c2l, Sum(x0, l0, x1, l1, ones));
            c2r = Avx2.Add(c2r, Sum(x0, r0, x1, r1, ones));
            x0 = Four(a + 24);
            x1 = Four(a + 28);
            c3l = Avx2.Add(c3l, Sum(x0, l0, x1, l1, ones));
            c3r = Avx2.Add(c3r, Sum(x0, r0, x1, r1, ones));
        }
        Store(tile, c0l, c0r, c1l, c1r);
        Store(tile + 32, c2l, c2r, c3l, c3r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(int* to, Vector256<int> l0, Vector256<int> r0, Vector256<int> l1, Vector256<int> r1)
    {
        Avx.Store(to, l0);
        Avx.Store(to + 8, r0);
        Avx.Store(to + 16, l1);
        Avx.Store(to + 24, r1);
    }

    /// <summary>Eight products of each column, summed: at most 4 * 127 * 63 = 32004 before they are widened, below 32767.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Sum(Vector256<byte> x0, Vector256<sbyte> y0, Vector256<byte> x1, Vector256<sbyte> y1, Vector256<short> ones) =>
        Avx2.MultiplyAddAdjacent(Avx2.Add(Avx2.MultiplyAddAdjacent(x0, y0), Avx2.MultiplyAddAdjacent(x1, y1)), ones);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Four(byte* a) => Avx2.BroadcastScalarToVector256((int*)a).AsByte();
}
