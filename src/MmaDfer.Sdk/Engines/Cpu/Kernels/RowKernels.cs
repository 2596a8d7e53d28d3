using System.Numerics;
using System.Runtime.CompilerServices;

namespace MmaDfer.Sdk.Engines.Cpu.Kernels;

/// <summary>Layer norm of one row: (x - mean) / sqrt(variance + epsilon) * weight + bias, with the population variance.</summary>
internal static unsafe class LayerNorm
{
    /// <summary>Reads and writes <paramref name="width"/> values; <paramref name="result"/> may be <paramref name="x"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* x, float* weight, float* bias, float epsilon, float* result, int width)
    {
        (float mean, float scale) = RowStatistics.Of(x, width, epsilon);
        int step = Vector<float>.Count, whole = width - width % step;
        var means = new Vector<float>(mean);
        var scales = new Vector<float>(scale);
        for (int i = 0; i < whole; i += step)
        {
            Vector<float> normal = (Vector.Load(x + i) - means) * scales;
            Vector.MultiplyAddEstimate(normal, Vector.Load(weight + i), Vector.Load(bias + i)).Store(result + i);
        }
        for (int i = whole; i < width; i++)
            result[i] = (x[i] - mean) * scale * weight[i] + bias[i];
    }
}

/// <summary>The statistics of a row that a layer norm needs.</summary>
internal static unsafe class RowStatistics
{
    /// <summary>Mean, and 1 / sqrt(population variance + epsilon).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (float Mean, float Scale) Of(float* x, int width, float epsilon)
    {
        int step = Vector<float>.Count, whole = width - width % step;
        Vector<float> sums = default;
        for (int i = 0; i < whole; i += step)
            sums += Vector.Load(x + i);
        float sum = Vector.Sum(sums);
        for (int i = whole; i < width; i++)
            sum += x[i];
        float mean = sum / width;

        // Two passes: the mean of squares minus the squared mean would lose the small variances of a large mean.
        Vector<float> means = new(mean), squares = default;
        for (int i = 0; i < whole; i += step)
        {
            Vector<float> d = Vector.Load(x + i) - means;
            squares = Vector.MultiplyAddEstimate(d, d, squares);
        }
        float square = Vector.Sum(squares);
        for (int i = whole; i < width; i++)
            square += (x[i] - mean) * (x[i] - mean);
        return (mean, 1f / MathF.Sqrt(square / width + epsilon));
    }
}

/// <summary>The numerators of a softmax; the caller divides by their sum where that is cheapest.</summary>
internal static unsafe class Softmax
{
    /// <summary>Replaces x by exp(scale (x - max x)) and returns the sum of the results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Numerators(float* x, int length, float scale)
    {
        int step = Vector<float>.Count, whole = length - length % step;
        float max = float.NegativeInfinity;
        if (whole > 0)
        {
            Vector<float> maxima = Vector.Load(x);
            for (int i = step; i < whole; i += step)
                maxima = Vector.Max(maxima, Vector.Load(x + i));
            for (int i = 0; i < step; i++)
                max = MathF.Max(max, maxima[i]);
        }
        for (int i = whole; i < length; i++)
            max = MathF.Max(max, x[i]);

        var scales = new Vector<float>(scale);
        var offset = new Vector<float>(-max * scale);
        Vector<float> sums = default;
        for (int i = 0; i < whole; i += step)
        {
            Vector<float> e = VectorMath.Exp(Vector.MultiplyAddEstimate(Vector.Load(x + i), scales, offset));
            e.Store(x + i);
            sums += e;
        }
        float sum = Vector.Sum(sums);
        for (int i = whole; i < length; i++)
        {
            x[i] = MathF.Exp((x[i] - max) * scale);
            sum += x[i];
        }
        return sum;
    }
}
