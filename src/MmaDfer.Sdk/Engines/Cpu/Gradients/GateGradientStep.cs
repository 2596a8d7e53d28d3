using System.Numerics;
using System.Runtime.CompilerServices;

namespace MmaDfer.Sdk.Engines.Cpu.Gradients;

/// <summary>
/// Adds the gradient of a gate, (1 - tanh^2 gate) times the sum of gradient times update over everything.
/// </summary>
internal sealed unsafe class GateGradientStep(Matrix update, Matrix outputGradient, float* gate, Matrix result)
    : Step("gate gradient")
{
    public override IEnumerable<Matrix> Reads => [update, outputGradient, result];

    public override Matrix Result => result;

    public override int Items => 1;

    public override void Run(int item, float* scratch)
    {
        double sum = 0;
        for (int row = 0; row < update.Rows; row++)
            sum += Dot(update.Row(row), outputGradient.Row(row), update.Width);
        double tanh = Math.Tanh(*gate);
        *result.Row(0) += (float)((1 - tanh * tanh) * sum);
    }

    /// <summary>In double: gates sum over a million products that nearly cancel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Dot(float* x, float* y, int width)
    {
        Vector<double> low = default, high = default;
        int i = 0;
        for (; i <= width - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.Load(x + i), out Vector<double> xLow, out Vector<double> xHigh);
            Vector.Widen(Vector.Load(y + i), out Vector<double> yLow, out Vector<double> yHigh);
            low += xLow * yLow;
            high += xHigh * yHigh;
        }
        double sum = Vector.Sum(low + high);
        for (; i < width; i++)
            sum += (double)x[i] * y[i];
        return sum;
    }
}
