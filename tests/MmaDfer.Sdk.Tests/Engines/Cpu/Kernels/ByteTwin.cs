using MmaDfer.Sdk.Engines.Cpu.Kernels;

namespace MmaDfer.Sdk.Tests.Engines.Cpu.Kernels;

/// <summary>Linear layers in 8 bit as plainly as they can be written: what all kernels must compute.</summary>
internal static class ByteTwin
{
    /// <summary>A row as whole numbers, its scale and its zero point.</summary>
    public static (int[] Values, float Scale, int Zero) Row(ReadOnlySpan<float> x, float[] factors)
    {
        float low = 0, high = 0;
        bool finite = true;
        float[] scaled = new float[x.Length];
        for (int k = 0; k < x.Length; k++)
        {
            scaled[k] = x[k] * factors[k];
            finite &= float.IsFinite(scaled[k]);
            low = Math.Min(low, scaled[k]);
            high = Math.Max(high, scaled[k]);
        }
        float range = high - low;
        if (!finite || !float.IsFinite(range))
            return (new int[x.Length], float.NaN, 0);
        if (range < 1e-35f)
            return (new int[x.Length], 0, 0);
        float inverse = 127 / range;
        int zero = (int)Math.Clamp(Math.Round((double)(-low * inverse)), 0, 127);
        return ([.. scaled.Select(v => (int)Math.Clamp(Math.Round((double)(v * inverse) + zero), 0, 127))], range / 127, zero);
    }

    /// <summary>x W^T + b, from exact sums.</summary>
    public static float[] Linear(float[] x, int rows, float[] weight, float[]? bias, int outputs, int inputs)
    {
        (int[][] numbers, float[] scales, float[] factors) = Weights(weight, outputs, inputs);
        float[] result = new float[rows * outputs];
        for (int row = 0; row < rows; row++)
        {
            (int[] values, float scale, int zero) = Row(x.AsSpan(row * inputs, inputs), factors);
            for (int o = 0; o < outputs; o++)
            {
                long sum = 0;
                for (int k = 0; k < inputs; k++)
                    sum += (values[k] - zero) * numbers[o][k];
                result[row * outputs + o] = (float)sum * (scale * scales[o]) + (bias?[o] ?? 0);
            }
        }
        return result;
    }

    /// <summary>A weight as whole numbers, the scales of its outputs, and the factors of its inputs.</summary>
    public static (int[][] Numbers, float[] Scales, float[] Factors) Weights(float[] weight, int outputs, int inputs)
    {
        double[] sizes = [.. Enumerable.Range(0, inputs).Select(k => Enumerable.Range(0, outputs).Sum(o => (double)weight[o * inputs + k] * weight[o * inputs + k]))];
        double median = sizes.Order().ElementAt(inputs / 2);
        float[] factors = [.. sizes.Select(size => Math.Clamp(Math.Sqrt(size / median), 1e-3, 1e3) is var f and (> 1.5 or < 1 / 1.5) ? (float)f : 1)];
        int[][] numbers = new int[outputs][];
        float[] scales = new float[outputs];
        for (int o = 0; o < outputs; o++)
        {
            float[] row = [.. Enumerable.Range(0, inputs).Select(k => weight[o * inputs + k] / factors[k])];
            float largest = row.Max(Math.Abs);
            bool finite = row.All(float.IsFinite), zero = !float.IsFinite(ByteMatrix.Levels / largest);
            scales[o] = !finite ? float.NaN : zero ? 0 : largest / ByteMatrix.Levels;
            numbers[o] = [.. row.Select(w => !finite || zero ? 0 : (int)Math.Round((double)(w * (ByteMatrix.Levels / largest))))];
        }
        return (numbers, scales, factors);
    }
}
