using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Conformance;

/// <summary>The ops as plainly as they can be written, in double precision: the twins that every engine is checked against.</summary>
internal static class NaiveOps
{
    public static float[] Linear(float[] x, int rows, float[] weight, float[]? bias, int outputs, int inputs)
    {
        float[] result = new float[rows * outputs];
        for (int row = 0; row < rows; row++)
        {
            for (int o = 0; o < outputs; o++)
            {
                double sum = bias?[o] ?? 0;
                for (int i = 0; i < inputs; i++)
                    sum += (double)x[row * inputs + i] * weight[o * inputs + i];
                result[row * outputs + o] = (float)sum;
            }
        }
        return result;
    }

    public static float[] Patches(float[] images, Shape shape, float[] weight, Shape weightShape, float[] bias)
    {
        int count = shape[0], channels = shape[1], height = shape[2], width = shape[3];
        int outputs = weightShape[0], p = weightShape[2];
        var result = new List<float>();
        for (int n = 0; n < count; n++)
        {
            for (int y = 0; y < height / p; y++)
            {
                for (int x = 0; x < width / p; x++)
                {
                    for (int o = 0; o < outputs; o++)
                    {
                        double sum = bias[o];
                        for (int c = 0; c < channels; c++)
                            for (int dy = 0; dy < p; dy++)
                                for (int dx = 0; dx < p; dx++)
                                    sum += (double)images[((n * channels + c) * height + y * p + dy) * width + x * p + dx]
                                        * weight[((o * channels + c) * p + dy) * p + dx];
                        result.Add((float)sum);
                    }
                }
            }
        }
        return [.. result];
    }

    public static float[] LayerNorm(float[] x, int width, float[] weight, float[] bias, double epsilon)
    {
        float[] result = new float[x.Length];
        for (int row = 0; row < x.Length / width; row++)
        {
            double[] values = [.. x.Skip(row * width).Take(width).Select(v => (double)v)];
            double mean = values.Average(), variance = values.Average(v => (v - mean) * (v - mean));
            for (int i = 0; i < width; i++)
                result[row * width + i] = (float)((values[i] - mean) / Math.Sqrt(variance + epsilon) * weight[i] + bias[i]);
        }
        return result;
    }

    public static float[] Attention(float[] q, float[] k, float[] v, int batch, int queries, int keys, int heads, int width)
    {
        int all = heads * width;
        float[] result = new float[batch * queries * all];
        for (int b = 0; b < batch; b++)
        {
            for (int h = 0; h < heads; h++)
            {
                for (int i = 0; i < queries; i++)
                {
                    double[] scores = new double[keys];
                    for (int j = 0; j < keys; j++)
                    {
                        for (int d = 0; d < width; d++)
                            scores[j] += (double)q[(b * queries + i) * all + h * width + d] * k[(b * keys + j) * all + h * width + d];
                        scores[j] /= Math.Sqrt(width);
                    }
                    double max = scores.Max();
                    double[] e = [.. scores.Select(s => Math.Exp(s - max))];
                    double total = e.Sum();
                    for (int d = 0; d < width; d++)
                    {
                        double sum = 0;
                        for (int j = 0; j < keys; j++)
                            sum += e[j] / total * v[(b * keys + j) * all + h * width + d];
                        result[(b * queries + i) * all + h * width + d] = (float)sum;
                    }
                }
            }
        }
        return result;
    }

    public static float[] ScaleRows(float[] x, int rows, float[] factors)
    {
        int width = x.Length / rows;
        float[] result = new float[x.Length];
        for (int i = 0; i < x.Length; i++)
            result[i] = x[i] * factors[i / width];
        return result;
    }

    public static double Gelu(double x) => 0.5 * x * (1 + Erf(x / Math.Sqrt(2)));

    public static double GeluTanh(double x) =>
        0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));

    /// <summary>erf by its Maclaurin series up to 3, by the continued fraction of erfc beyond; good to 1e-13.</summary>
    public static double Erf(double x)
    {
        double a = Math.Abs(x);
        if (a > 3)
        {
            double fraction = 0;
            for (int k = 60; k >= 1; k--)
                fraction = k / 2.0 / (a + fraction);
            return Math.Sign(x) * (1 - Math.Exp(-a * a) / Math.Sqrt(Math.PI) / (a + fraction));
        }
        double term = x, sum = x;
        for (int n = 1; n < 200 && term != 0 && Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
        {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
