using System.Numerics;
using System.Runtime.CompilerServices;
using MmaDfer.Sdk.Engines.Cpu.Kernels;

namespace MmaDfer.Sdk.Engines.Cpu.Steps;

/// <summary>GELU where no matrix product comes before it.</summary>
internal sealed unsafe class ActivationStep(Matrix x, Activation activation, Matrix result)
    : RowsStep("activation", x.Rows, x.Width)
{
    public override IEnumerable<Matrix> Reads => [x];

    public override Matrix Result => result;

    public override Matrix? MayOverwrite => x;

    protected override void RunRow(int row) => Run(x.Row(row), activation, result.Row(row), x.Width);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(float* x, Activation activation, float* result, int width)
    {
        int step = Vector<float>.Count;
        float* rest = stackalloc float[step];
        for (int i = 0; i < width; i += step)
        {
            // The last, incomplete vector takes a detour, so that nothing behind the row is read or written.
            int count = Math.Min(step, width - i);
            float* from = x + i;
            if (count < step)
            {
                new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(rest, count));
                from = rest;
            }
            Vector<float> value = Vector.Load(from);
            value = activation == Activation.Gelu ? VectorMath.Gelu(value) : VectorMath.GeluTanh(value);
            if (count == step)
            {
                value.Store(result + i);
                continue;
            }
            value.Store(rest);
            new ReadOnlySpan<float>(rest, count).CopyTo(new Span<float>(result + i, count));
        }
    }
}
