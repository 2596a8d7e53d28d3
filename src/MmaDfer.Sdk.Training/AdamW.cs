using System.Numerics;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.Training;

/// <summary>
/// AdamW (Loshchilov and Hutter 2019): Adam with decoupled weight decay, applied to every parameter including biases, norms and
/// gates. The formulas and their order are PyTorch's.
/// </summary>
internal sealed class AdamW
{
    private readonly Dictionary<string, (float[] Mean, float[] Square)> _moments = [];

    public double WeightDecay { get; init; } = 1e-2;

    public double Beta1 { get; init; } = 0.9;

    public double Beta2 { get; init; } = 0.999;

    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Number of steps so far.</summary>
    public int Steps { get; private set; }

    /// <summary>The running means of a parameter's gradient and of its square, created on first use. The state saves and restores them.</summary>
    public (float[] Mean, float[] Square) Moments(string name, int length)
    {
        if (!_moments.TryGetValue(name, out (float[] Mean, float[] Square) moments))
            _moments[name] = moments = (new float[length], new float[length]);
        return moments;
    }

    /// <summary>Continues after a number of steps; the caller fills in the moments.</summary>
    public void Restore(int steps) => Steps = steps;

    /// <summary>Updates all parameters of a session from their gradients, and notifies the session.</summary>
    public void Step(TrainingSession session, double learningRate)
    {
        Steps++;
        foreach (string name in session.Parameters)
        {
            Span<float> values = session.Parameter(name);
            (float[] mean, float[] square) = Moments(name, values.Length);
            Update(values, session.Gradient(name), mean, square, learningRate);
        }
        session.ParametersChanged();
    }

    private void Update(Span<float> values, ReadOnlySpan<float> gradient, float[] mean, float[] square, double learningRate)
    {
        float keep = (float)(1 - learningRate * WeightDecay);
        float b1 = (float)Beta1, b2 = (float)Beta2, c1 = (float)(1 - Beta1), c2 = (float)(1 - Beta2);
        float rate = (float)(learningRate / (1 - Math.Pow(Beta1, Steps)));
        float correction = (float)Math.Sqrt(1 - Math.Pow(Beta2, Steps)), epsilon = (float)Epsilon;
        int i = 0;
        // Each operation rounds exactly as in the scalar loop below, so the results are identical bit for bit.
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> g = new(gradient[i..]), m = new(mean, i), s = new(square, i), v = new(values[i..]);
            m = b1 * m + c1 * g;
            s = b2 * s + c2 * g * g;
            v = keep * v - rate * m / (Vector.SquareRoot(s) / new Vector<float>(correction) + new Vector<float>(epsilon));
            m.CopyTo(mean, i);
            s.CopyTo(square, i);
            v.CopyTo(values[i..]);
        }
        for (; i < values.Length; i++)
        {
            float g = gradient[i];
            mean[i] = b1 * mean[i] + c1 * g;
            square[i] = b2 * square[i] + c2 * g * g;
            values[i] = keep * values[i] - rate * mean[i] / (MathF.Sqrt(square[i]) / correction + epsilon);
        }
    }
}

/// <summary>The learning rate schedule.</summary>
internal static class LearningRate
{
    /// <summary>The paper's cosine schedule: one value per epoch, from <paramref name="start"/> towards 0.</summary>
    /// <param name="start">Learning rate of the first epoch.</param>
    /// <param name="epoch">The epoch, from 0 to <paramref name="epochs"/> - 1.</param>
    /// <param name="epochs">Total number of epochs.</param>
    public static double OfEpoch(double start, int epoch, int epochs) =>
        0.5 * start * (1 + Math.Cos(Math.PI * epoch / epochs));

    /// <summary>Factor for the first steps: grows linearly to 1 at step <paramref name="warmup"/>.</summary>
    public static double Warmup(int step, int warmup) => step >= warmup ? 1 : (step + 1.0) / (warmup + 1);
}
