using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Engines.Cpu.Kernels;

/// <summary>
/// The weight [outputs, inputs] of a linear layer, packed once in panels of <see cref="MicroKernel.Columns"/> outputs,
/// k-major, as the micro-kernel reads them; missing outputs of the last panel are zeros.
/// </summary>
internal sealed unsafe class PackedMatrix(float* data, int outputs, int inputs)
{
    public int Outputs => outputs;

    public int Inputs => inputs;

    public int Panels { get; } = PanelsOf(outputs);

    /// <summary>Floats needed to pack a matrix of this size.</summary>
    public static long LengthOf(int outputs, int inputs) => (long)PanelsOf(outputs) * MicroKernel.Columns * inputs;

    /// <summary>First value of a panel: its inputs x Columns values follow.</summary>
    public float* Panel(int index) => data + (long)index * inputs * MicroKernel.Columns;

    /// <summary>Reads the weight a panel at a time and packs it.</summary>
    public void Fill(Weight weight)
    {
        int height = MicroKernel.Columns;
        float[] rows = ArrayPool<float>.Shared.Rent(checked(Math.Min(height, outputs) * inputs));
        fixed (float* source = rows)
        {
            for (int panel = 0; panel < Panels; panel++)
            {
                int first = panel * height, count = Math.Min(height, outputs - first);
                weight.Read((long)first * inputs, rows.AsSpan(0, count * inputs));
                PackRows.Run(source, inputs, count, inputs, Panel(panel), height);
            }
        }
        ArrayPool<float>.Shared.Return(rows);
    }

    /// <summary>Packs the transpose of a weight [inputs, outputs], reading it row by row.</summary>
    public void FillTransposed(Weight weight)
    {
        int wide = MicroKernel.Columns, chunk = Math.Max(1, 65536 / outputs);
        float[] rows = ArrayPool<float>.Shared.Rent(checked(chunk * outputs));
        for (int first = 0; first < inputs; first += chunk)
        {
            int count = Math.Min(chunk, inputs - first);
            weight.Read((long)first * outputs, rows.AsSpan(0, count * outputs));
            for (int row = 0; row < count; row++)
            {
                for (int panel = 0; panel < Panels; panel++)
                {
                    var to = new Span<float>(Panel(panel) + (first + row) * wide, wide);
                    ReadOnlySpan<float> from = rows.AsSpan(row * outputs + panel * wide, Math.Min(wide, outputs - panel * wide));
                    from.CopyTo(to);
                    to[from.Length..].Clear();
                }
            }
        }
        ArrayPool<float>.Shared.Return(rows);
    }

    private static int PanelsOf(int outputs) => (outputs + MicroKernel.Columns - 1) / MicroKernel.Columns;
}

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
