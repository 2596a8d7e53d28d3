using System.Numerics;
using System.Runtime.CompilerServices;
using MmaDfer.Sdk.Engines.Cpu.Kernels;

namespace MmaDfer.Sdk.Engines.Cpu.Gradients;

/// <summary>
/// Gradient of a layer norm with respect to its input. With n the normalised input and g the output's gradient times the
/// weight: (g - mean g - n mean(g n)) / deviation.
/// </summary>
internal sealed unsafe class LayerNormGradientStep(
    Matrix x, float* weight, float epsilon, Matrix outputGradient, Matrix result, bool accumulate)
    : Steps.RowsStep("norm gradient", x.Rows, x.Width)
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
