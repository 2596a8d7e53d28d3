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
