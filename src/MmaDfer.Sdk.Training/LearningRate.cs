namespace MmaDfer.Sdk.Training;

/// <summary>The learning rate over time.</summary>
internal static class LearningRate
{
    /// <summary>The cosine of the paper, one value an epoch, from <paramref name="start"/> towards 0.</summary>
    /// <param name="start">Rate of the first epoch.</param>
    /// <param name="epoch">0 .. <paramref name="epochs"/> - 1.</param>
    /// <param name="epochs">All epochs.</param>
    public static double OfEpoch(double start, int epoch, int epochs) =>
        0.5 * start * (1 + Math.Cos(Math.PI * epoch / epochs));

    /// <summary>Factor of the first steps: grows evenly up to 1 at step <paramref name="warmup"/>.</summary>
    public static double Warmup(int step, int warmup) => step >= warmup ? 1 : (step + 1.0) / (warmup + 1);
}
