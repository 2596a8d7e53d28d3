using System.Numerics;
using System.Runtime.CompilerServices;

namespace MmaDfer.Sdk.Engines.Cpu.Kernels;

/// <summary>Elementary functions on vectors. Each states its largest measured error.</summary>
internal static class VectorMath
{
    /// <summary>
    /// e^x by Cody-Waite reduction to [-ln 2 / 2, ln 2 / 2] and a polynomial of degree 6; relative error at most 2.5e-7.
    /// Below -87.3 the result is about 1e-38, never a denormal; above 88.3 it stays finite.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Exp(Vector<float> x)
    {
        x = Vector.Min(Vector.Max(x, new Vector<float>(-87.3f)), new Vector<float>(88.3f));
        // Adding and subtracting 1.5 * 2^23 rounds to the nearest integer.
        var rounder = new Vector<float>(12582912f);
        Vector<float> n = Vector.MultiplyAddEstimate(x, new Vector<float>(1.44269504f), rounder) - rounder;
        Vector<float> r = Vector.MultiplyAddEstimate(n, new Vector<float>(-0.693359375f), x);
        r = Vector.MultiplyAddEstimate(n, new Vector<float>(2.12194440e-4f), r);
        Vector<float> p = new(1f / 720);
        p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(1f / 120));
        p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(1f / 24));
        p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(1f / 6));
        p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(0.5f));
        p = Vector.MultiplyAddEstimate(p, r, Vector<float>.One);
        p = Vector.MultiplyAddEstimate(p, r, Vector<float>.One);
        Vector<int> exponent = Vector.ShiftLeft(Vector.ConvertToInt32(n) + new Vector<int>(127), 23);
        return p * Vector.AsVectorSingle(exponent);
    }

    /// <summary>
    /// The error function as x P(x^2) / Q(x^2), a minimax fit on [0, 3.92], beyond which erf is 1 in float32; absolute
    /// error at most 6e-7 (without fused multiply-add).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Erf(Vector<float> x)
    {
        x = Vector.Min(Vector.Max(x, new Vector<float>(-3.92f)), new Vector<float>(3.92f));
        Vector<float> t = x * x;
        Vector<float> p = new(1.9924302208096378e-08f);
        p = Vector.MultiplyAddEstimate(p, t, new Vector<float>(-1.9578003502829233e-06f));
        p = Vector.MultiplyAddEstimate(p, t, new Vector<float>(0.00014184294559527189f));
        p = Vector.MultiplyAddEstimate(p, t, new Vector<float>(0.0037013161927461624f));
        p = Vector.MultiplyAddEstimate(p, t, new Vector<float>(0.050572432577610016f));
        p = Vector.MultiplyAddEstimate(p, t, new Vector<float>(0.199917733669281f));
        p = Vector.MultiplyAddEstimate(p, t, new Vector<float>(1.1283791065216064f));
        Vector<float> q = new(0.000955966126639396f);
        q = Vector.MultiplyAddEstimate(q, t, new Vector<float>(0.01435262244194746f));
        q = Vector.MultiplyAddEstimate(q, t, new Vector<float>(0.11499560624361038f));
        q = Vector.MultiplyAddEstimate(q, t, new Vector<float>(0.5105041265487671f));
        q = Vector.MultiplyAddEstimate(q, t, Vector<float>.One);
        return x * p / q;
    }

    /// <summary>Exact GELU, x Phi(x); absolute error at most 1.2e-6 for |x| up to 6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Gelu(Vector<float> x)
    {
        Vector<float> half = x * new Vector<float>(0.5f);
        return Vector.MultiplyAddEstimate(half, Erf(x * new Vector<float>(0.70710678f)), half);
    }

    /// <summary>Tanh GELU, by tanh u = 1 - 2 / (e^2u + 1); absolute error at most 1e-6 for |x| up to 6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> GeluTanh(Vector<float> x)
    {
        Vector<float> cubic = Vector.MultiplyAddEstimate(x * x * x, new Vector<float>(0.044715f), x);
        Vector<float> exp = Exp(cubic * new Vector<float>(2f * 0.7978845608f));
        return x - x / (exp + Vector<float>.One);
    }

    /// <summary>Derivative of the exact GELU: Phi(x) + x phi(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> GeluSlope(Vector<float> x)
    {
        Vector<float> cumulative = Vector.MultiplyAddEstimate(
            Erf(x * new Vector<float>(0.70710678f)), new Vector<float>(0.5f), new Vector<float>(0.5f));
        Vector<float> density = Exp(x * x * new Vector<float>(-0.5f)) * new Vector<float>(0.39894228f);
        return Vector.MultiplyAddEstimate(x, density, cumulative);
    }

    /// <summary>Derivative of the tanh GELU.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> GeluTanhSlope(Vector<float> x)
    {
        Vector<float> square = x * x, c = new(0.7978845608f), half = new(0.5f);
        Vector<float> u = Vector.MultiplyAddEstimate(square * x, new Vector<float>(0.044715f), x) * c;
        Vector<float> tanh = Vector<float>.One - new Vector<float>(2f) / (Exp(u + u) + Vector<float>.One);
        Vector<float> inner = Vector.MultiplyAddEstimate(square, new Vector<float>(3 * 0.044715f), Vector<float>.One) * c;
        return half * (Vector<float>.One + tanh) + half * x * (Vector<float>.One - tanh * tanh) * inner;
    }
}

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
