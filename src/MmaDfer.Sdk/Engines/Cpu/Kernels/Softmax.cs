using System.Numerics;
using System.Runtime.CompilerServices;

namespace MmaDfer.Sdk.Engines.Cpu.Kernels;

/// <summary>The numerators of a softmax; the caller divides by their sum when it is cheapest.</summary>
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
