using System.Numerics;
using System.Runtime.CompilerServices;

namespace MmaDfer.Sdk.Engines.Cpu.Kernels;

/// <summary>What a layer norm needs to know of a row.</summary>
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
