using System.Numerics;
using System.Runtime.CompilerServices;
using MmaDfer.Sdk.Engines.Cpu.Kernels;

namespace MmaDfer.Sdk.Engines.Cpu.Gradients;

/// <summary>Adds the gradient of a linear layer's weight: the output's gradient, transposed, times the input.</summary>
internal sealed unsafe class WeightGradientStep(Matrix x, Matrix outputGradient, Matrix result) : Step("weight gradient")
{
    // Items of this size: the input's columns are packed again for each, which takes a tenth of the time of so many rows.
    private const int Columns = 128, Rows = 96;

    private readonly int _columnBlocks = (x.Width + Columns - 1) / Columns, _rowBlocks = (result.Rows + Rows - 1) / Rows;

    public override IEnumerable<Matrix> Reads => [x, outputGradient, result];

    public override Matrix Result => result;

    public override int Items => _columnBlocks * _rowBlocks;

    public override int ScratchLength => Product.ScratchLength(Columns, x.Rows);

    public override void Run(int item, float* scratch)
    {
        int column = item % _columnBlocks * Columns, row = item / _columnBlocks * Rows;
        Product.Run(
            new Product.Side(outputGradient.Row(0) + row, outputGradient.Stride, isTransposed: true),
            new Product.Side(x.Row(0) + column, x.Stride),
            result.Row(row) + column, result.Stride, Math.Min(Rows, result.Rows - row), Math.Min(Columns, x.Width - column), x.Rows, accumulate: true, scratch);
    }
}

/// <summary>
/// Gradient of a layer norm with respect to its input. With n the normalized input and g the output's gradient times the
/// weight: (g - mean g - n mean(g n)) / deviation.
/// </summary>
internal sealed unsafe class LayerNormGradientStep(
    Matrix x, float* weight, float epsilon, Matrix outputGradient, Matrix result, bool accumulate)
    : RowsStep("norm gradient", x.Rows, x.Width)
{
    public override IEnumerable<Matrix> Reads => accumulate ? [x, outputGradient, result] : [x, outputGradient];

    public override Matrix Result => result;

    protected override void RunRow(int row)
    {
        (float mean, float scale) = RowStatistics.Of(x.Row(row), x.Width, epsilon);
        Run(x.Row(row), weight, mean, scale, outputGradient.Row(row), result.Row(row), accumulate, x.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(
        float* x, float* weight, float mean, float scale, float* gradient, float* result, bool accumulate, int width)
    {
        int step = Vector<float>.Count, whole = width - width % step;
        Vector<float> means = new(mean), scales = new(scale), sums = default, products = default;
        for (int i = 0; i < whole; i += step)
        {
            Vector<float> g = Vector.Load(gradient + i) * Vector.Load(weight + i);
            sums += g;
            products = Vector.MultiplyAddEstimate(g, (Vector.Load(x + i) - means) * scales, products);
        }
        float sum = Vector.Sum(sums), product = Vector.Sum(products);
        for (int i = whole; i < width; i++)
        {
            float g = gradient[i] * weight[i];
            sum += g;
            product += g * (x[i] - mean) * scale;
        }
        float meanG = sum / width, meanProduct = product / width;
        Vector<float> gs = new(meanG), ps = new(meanProduct);
        for (int i = 0; i < whole; i += step)
        {
            Vector<float> normal = (Vector.Load(x + i) - means) * scales;
            Vector<float> g = Vector.Load(gradient + i) * Vector.Load(weight + i);
            Vector<float> value = (g - gs - normal * ps) * scales;
            (accumulate ? Vector.Load(result + i) + value : value).Store(result + i);
        }
        for (int i = whole; i < width; i++)
        {
            float value = (gradient[i] * weight[i] - meanG - (x[i] - mean) * scale * meanProduct) * scale;
            result[i] = accumulate ? result[i] + value : value;
        }
    }
}

/// <summary>
/// Adds the gradient of a layer norm's weight: the sum over rows of the output's gradient times the normalized input. The norms that
/// train are narrow, so one item is enough, beside other steps of its phase.
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
