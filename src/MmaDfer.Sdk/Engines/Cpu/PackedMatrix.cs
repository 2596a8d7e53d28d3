using System.Buffers;
using MmaDfer.Sdk.Engines.Cpu.Kernels;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>
/// The weight [outputs, inputs] of a linear layer, packed once in panels of <see cref="MicroKernel.Columns"/> outputs,
/// k-major, as the micro-kernel reads them; missing outputs of the last panel are zeros.
/// </summary>
internal sealed unsafe class PackedMatrix
{
    private readonly float* _data;

    private PackedMatrix(float* data, int outputs, int inputs)
    {
        _data = data;
        Outputs = outputs;
        Inputs = inputs;
    }

    public int Outputs { get; }

    public int Inputs { get; }

    public int Panels => PanelsOf(Outputs);

    /// <summary>Floats needed to pack a matrix of this size.</summary>
    public static long LengthOf(int outputs, int inputs) => (long)PanelsOf(outputs) * MicroKernel.Columns * inputs;

    /// <summary>First value of a panel: its inputs x Columns values follow.</summary>
    public float* Panel(int index) => _data + (long)index * Inputs * MicroKernel.Columns;

    /// <summary>Reads a weight a panel at a time and packs it into <paramref name="data"/>.</summary>
    public static PackedMatrix Pack(Weight weight, float* data)
    {
        int outputs = weight.Shape[0], inputs = checked((int)(weight.Shape.Count / outputs));
        var packed = new PackedMatrix(data, outputs, inputs);
        int height = MicroKernel.Columns;
        float[] rows = ArrayPool<float>.Shared.Rent(checked(Math.Min(height, outputs) * inputs));
        fixed (float* source = rows)
        {
            for (int panel = 0; panel < packed.Panels; panel++)
            {
                int first = panel * height, count = Math.Min(height, outputs - first);
                weight.Read((long)first * inputs, rows.AsSpan(0, count * inputs));
                PackRows.Run(source, inputs, count, inputs, packed.Panel(panel), height);
            }
        }
        ArrayPool<float>.Shared.Return(rows);
        return packed;
    }

    private static int PanelsOf(int outputs) => (outputs + MicroKernel.Columns - 1) / MicroKernel.Columns;
}
