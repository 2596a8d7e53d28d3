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
        int step = Vector<float>.Count, whole = width - width % step;
        Vector<float> sums = default;
        for (int i = 0; i < whole; i += step)
            sums += Vector.Load(x + i);
        float sum = Vector.Sum(sums);
        for (int i = whole; i < width; i++)
            sum += x[i];
        float mean = sum / width;

        // Two passes: the sum of squares minus the squared mean would lose the small variances of a large mean.
        var means = new Vector<float>(mean);
        Vector<float> squares = default;
        for (int i = 0; i < whole; i += step)
        {
            Vector<float> d = Vector.Load(x + i) - means;
            squares = Vector.MultiplyAddEstimate(d, d, squares);
        }
        float square = Vector.Sum(squares);
        for (int i = whole; i < width; i++)
            square += (x[i] - mean) * (x[i] - mean);
        float scale = 1f / MathF.Sqrt(square / width + epsilon);

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
