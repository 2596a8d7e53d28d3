using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MmaDfer.Sdk.Engines.Cpu.Kernels;

/// <summary>
/// The innermost loop of every matrix product: C[Rows, Columns] (+)= A B with A packed k-major (Rows values a step) and B
/// packed k-major (Columns values a step, 64-byte aligned). The tile is as large as the registers of this processor allow.
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

    private static bool Has256 => Vector256.IsHardwareAccelerated && Fma.IsSupported;

    /// <summary>Computes one tile.</summary>
    /// <param name="depth">Steps k.</param>
    /// <param name="a">depth x Rows.</param>
    /// <param name="b">depth x Columns, aligned to 64 bytes.</param>
    /// <param name="c">Upper left corner of the tile; all Rows x Columns are written.</param>
    /// <param name="stride">Elements from a row of C to the next.</param>
    /// <param name="accumulate">Whether to add to what C holds.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(int depth, float* a, float* b, float* c, nint stride, bool accumulate)
    {
        if (Has512)
            MicroKernel512.Run(depth, a, b, c, stride, accumulate);
        else if (Has256)
            MicroKernel256.Run(depth, a, b, c, stride, accumulate);
        else
            MicroKernel128.Run(depth, a, b, c, stride, accumulate);
    }
}
