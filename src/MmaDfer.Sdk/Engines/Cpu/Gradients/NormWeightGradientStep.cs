using System.Numerics;
using System.Runtime.CompilerServices;
using MmaDfer.Sdk.Engines.Cpu.Kernels;

namespace MmaDfer.Sdk.Engines.Cpu.Gradients;

/// <summary>
/// Adds the gradient of a layer norm's weight: the sum over rows of the output's gradient times the normalised input. The
/// norms that train are narrow, so one item does it all, beside others of its phase.
/// </summary>
internal sealed unsafe class NormWeightGradientStep(Matrix x, float epsilon, Matrix outputGradient, Matrix result)
    : Step("norm weight gradient")
{
    public override IEnumerable<Matrix> Reads => [x, outputGradient, result];

    public override Matrix Result => result;

    public override int Items => 1;

    public override int ScratchLength => x.Width;

    public override void Run(int item, float* scratch)
    {
        new Span<float>(scratch, x.Width).Clear();
        for (int row = 0; row < x.Rows; row++)
        {
            (float mean, float scale) = RowStatistics.Of(x.Row(row), x.Width, epsilon);
            Accumulate(x.Row(row), mean, scale, outputGradient.Row(row), scratch, x.Width);
        }
        float* sum = result.Row(0);
        for (int i = 0; i < x.Width; i++)
            sum[i] += scratch[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Accumulate(float* x, float mean, float scale, float* gradient, float* sum, int width)
    {
        Vector<float> means = new(mean), scales = new(scale);
        int i = 0;
        for (; i <= width - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> normal = (Vector.Load(x + i) - means) * scales;
            Vector.MultiplyAddEstimate(normal, Vector.Load(gradient + i), Vector.Load(sum + i)).Store(sum + i);
        }
        for (; i < width; i++)
            sum[i] += (x[i] - mean) * scale * gradient[i];
    }
}
