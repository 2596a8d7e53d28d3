using System.Numerics;
using System.Runtime.CompilerServices;
using MmaDfer.Sdk.Engines.Cpu.Kernels;
using MmaDfer.Sdk.Engines.Cpu.Steps;

namespace MmaDfer.Sdk.Engines.Cpu.Gradients;

/// <summary>Gradient of a GELU: that of its output times its slope at the input.</summary>
internal sealed unsafe class ActivationGradientStep(
    Matrix x, Matrix outputGradient, Activation activation, Matrix result, bool accumulate)
    : RowsStep("activation gradient", x.Rows, x.Width)
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
            // The last, incomplete vector goes through a buffer, so that nothing beyond the row is read or written.
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

/// <summary>
/// Adds to each row of the result a factor times the sum of some rows of the source: the backward pass of all ops that repeat, join,
/// slice or average rows. An item is a bundle of columns.
/// </summary>
/// <param name="source">Gradient of the op's output.</param>
/// <param name="result">Gradient of the op's input, to which the sums are added.</param>
/// <param name="rows">For each row of the result, the rows of the source.</param>
/// <param name="factor">Multiplies the sums.</param>
internal sealed unsafe class GatherAddStep(Matrix source, Matrix result, int[][] rows, float factor = 1f) : Step("gather")
{
    private const int Bundle = 128;

    private readonly int _bundles = (result.Width + Bundle - 1) / Bundle;

    public override IEnumerable<Matrix> Reads => [source, result];

    public override Matrix Result => result;

    public override int Items => result.Rows * _bundles;

    public override int ScratchLength => 2 * Bundle;

    public override void Run(int item, float* scratch)
    {
        int row = item / _bundles, column = item % _bundles * Bundle, width = Math.Min(Bundle, result.Width - column);
        ReadOnlySpan<int> from = rows[row];
        if (from.IsEmpty)
            return;
        // Sums of 16 rows are added to the total: a running sum over thousands of rows would lose digits.
        float* partial = scratch, total = scratch + Bundle;
        new Span<float>(total, width).Clear();
        for (int first = 0; first < from.Length; first += 16)
        {
            new Span<float>(partial, width).Clear();
            foreach (int sourceRow in from.Slice(first, Math.Min(16, from.Length - first)))
                Accumulate(source.Row(sourceRow) + column, partial, 1f, width);
            Accumulate(partial, total, 1f, width);
        }
        Accumulate(total, result.Row(row) + column, factor, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Accumulate(float* x, float* sum, float factor, int width)
    {
        var factors = new Vector<float>(factor);
        int i = 0;
        for (; i <= width - Vector<float>.Count; i += Vector<float>.Count)
            Vector.MultiplyAddEstimate(Vector.Load(x + i), factors, Vector.Load(sum + i)).Store(sum + i);
        for (; i < width; i++)
            sum[i] += factor * x[i];
    }
}
