using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MmaDfer.Sdk.Engines.Cpu.Kernels;

/// <summary>
/// 12 x 16 tile with AVX-512. Its own instruction for products of bytes (AVX512-VNNI) is not among .NET's; these three take less time than
/// AVX-VNNI's on half as many values.
/// </summary>
internal sealed unsafe class ByteKernel512 : ByteKernel
{
    public override string Name => "AVX-512";

    public override int Rows => 12;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(int steps, byte* a, sbyte* b, int* tile)
    {
        Vector512<int> c0 = default, c1 = default, c2 = default, c3 = default;
        Vector512<int> c4 = default, c5 = default, c6 = default, c7 = default;
        Vector512<int> c8 = default, c9 = default, c10 = default, c11 = default;
        Vector512<short> ones = Vector512.Create((short)1);
        for (; steps > 0; steps--, a += 12 * Step, b += Step * Columns)
        {
            Vector512<sbyte> b0 = Vector512.LoadAligned(b), b1 = Vector512.LoadAligned(b + 64);
            c0 += Sum(a, b0, b1, ones);
            c1 += Sum(a + 8, b0, b1, ones);
            c2 += Sum(a + 16, b0, b1, ones);
            c3 += Sum(a + 24, b0, b1, ones);
            c4 += Sum(a + 32, b0, b1, ones);
            c5 += Sum(a + 40, b0, b1, ones);
            c6 += Sum(a + 48, b0, b1, ones);
            c7 += Sum(a + 56, b0, b1, ones);
            c8 += Sum(a + 64, b0, b1, ones);
            c9 += Sum(a + 72, b0, b1, ones);
            c10 += Sum(a + 80, b0, b1, ones);
            c11 += Sum(a + 88, b0, b1, ones);
        }
        c0.Store(tile);
        c1.Store(tile + 16);
        c2.Store(tile + 32);
        c3.Store(tile + 48);
        c4.Store(tile + 64);
        c5.Store(tile + 80);
        c6.Store(tile + 96);
        c7.Store(tile + 112);
        c8.Store(tile + 128);
        c9.Store(tile + 144);
        c10.Store(tile + 160);
        c11.Store(tile + 176);
    }

    /// <summary>Eight products of each column, summed: at most 4 * 127 * 63 = 32004 before they are widened, below 32767.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Sum(byte* a, Vector512<sbyte> b0, Vector512<sbyte> b1, Vector512<short> ones)
    {
        Vector512<byte> x0 = Vector512.Create(*(int*)a).AsByte(), x1 = Vector512.Create(*(int*)(a + 4)).AsByte();
        return Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(x0, b0) + Avx512BW.MultiplyAddAdjacent(x1, b1), ones);
    }
}
