using System.Numerics;
using System.Runtime.CompilerServices;
using MmaDfer.Sdk.Engines.Cpu.Kernels;

namespace MmaDfer.Sdk.Engines.Cpu.Gradients;

/// <summary>Gradient of a GELU: that of its output times its slope at the input.</summary>
internal sealed unsafe class ActivationGradientStep(
    Matrix x, Matrix outputGradient, Activation activation, Matrix result, bool accumulate)
    : Steps.RowsStep("activation gradient", x.Rows, x.Width)
{
    public override IEnumerable<Matrix> Reads => accumulate ? [x, outputGradient, result] : [x, outputGradient];

    public override Matrix Result => result;

    public override Matrix? MayOverwrite => accumulate ? null : outputGradient;

    protected override void RunRow(int row) =>
        Run(x.Row(row), outputGradient.Row(row), activation, result.Row(row), accumulate, x.Width);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(float* x, float* gradient, Activation activation, float* result, bool accumulate, int width)
    {
        int step = Vector<float>.Count;
        float* rest = stackalloc float[2 * step];
        for (int i = 0; i < width; i += step)
        {
            // The last, incomplete vector takes a detour, so that nothing behind the row is read or written.
            int count = Math.Min(step, width - i);
            float* at = x + i, from = gradient + i;
            if (count < step)
            {
                new ReadOnlySpan<float>(at, count).CopyTo(new Span<float>(rest, count));
                new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(rest + step, count));
                at = rest;
                from = rest + step;
            }
            Vector<float> value = Vector.Load(at);
            value = activation == Activation.Gelu ? VectorMath.GeluSlope(value) : VectorMath.GeluTanhSlope(value);
            value *= Vector.Load(from);
            for (int j = 0; count < step && j < count; j++)
                result[i + j] = accumulate ? result[i + j] + value[j] : value[j];
            if (count == step)
                (accumulate ? Vector.Load(result + i) + value : value).Store(result + i);
        }
    }
}
