using System.Buffers;
using MmaDfer.Sdk.Engines.Cpu.Kernels;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Engines.Cpu;

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
