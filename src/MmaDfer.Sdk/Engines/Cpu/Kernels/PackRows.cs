using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MmaDfer.Sdk.Engines.Cpu.Kernels;

/// <summary>Packs rows of a matrix k-major, as <see cref="MicroKernel"/> reads both its sides.</summary>
internal static unsafe class PackRows
{
    /// <summary>
    /// Writes depth x <paramref name="height"/> values: for each k, element k of each row; rows from
    /// <paramref name="rows"/> to <paramref name="height"/> are zeros.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* source, nint stride, int rows, int depth, float* destination, int height)
    {
        int whole = rows & ~3;
        for (int row = 0; row < whole; row += 4)
            Four(source + row * stride, stride, depth, destination + row, height);
        for (int row = whole; row < height; row++)
        {
            float* from = source + row * stride;
            float* to = destination + row;
            for (int k = 0; k < depth; k++, to += height)
                *to = row < rows ? from[k] : 0f;
        }
    }

    /// <summary>Four rows at a time: 4 x 4 blocks are transposed in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(float* source, nint stride, int depth, float* to, int height)
    {
        float* r0 = source, r1 = r0 + stride, r2 = r1 + stride, r3 = r2 + stride;
        int k = 0;
        for (; k <= depth - 4; k += 4, to += 4 * height)
        {
            Vector128<float> a = Vector128.Load(r0 + k), b = Vector128.Load(r1 + k);
            Vector128<float> c = Vector128.Load(r2 + k), d = Vector128.Load(r3 + k);
            Vector128<float> ac0 = Zip(a, c, upper: false), ac1 = Zip(a, c, upper: true);
            Vector128<float> bd0 = Zip(b, d, upper: false), bd1 = Zip(b, d, upper: true);
            Zip(ac0, bd0, upper: false).Store(to);
            Zip(ac0, bd0, upper: true).Store(to + height);
            Zip(ac1, bd1, upper: false).Store(to + 2 * height);
            Zip(ac1, bd1, upper: true).Store(to + 3 * height);
        }
        for (; k < depth; k++, to += height)
        {
            to[0] = r0[k];
            to[1] = r1[k];
            to[2] = r2[k];
            to[3] = r3[k];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Zip(Vector128<float> x, Vector128<float> y, bool upper)
    {
        if (Sse.IsSupported)
            return upper ? Sse.UnpackHigh(x, y) : Sse.UnpackLow(x, y);
        if (AdvSimd.Arm64.IsSupported)
            return upper
                ? AdvSimd.Arm64.ZipHigh(x, y)
                : AdvSimd.Arm64.ZipLow(x, y);
        return upper ? Vector128.Create(x[2], y[2], x[3], y[3]) : Vector128.Create(x[0], y[0], x[1], y[1]);
    }
}
