namespace MmaDfer.Sdk.Predictions;

/// <summary>Moves the neutral point: the formula of <see cref="EmotionBaseline"/>.</summary>
internal static class BaselineShift
{
    /// <summary>Shifts probabilities in place.</summary>
    public static void Apply(EmotionBaseline baseline, Span<float> probabilities)
    {
        double margin = Math.Log(Math.Max(1, probabilities.Length - 1)), sum = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (baseline.Labels[i] != EmotionBaseline.Neutral)
                probabilities[i] *= (float)Math.Exp(-Math.Max(0, baseline.LogRatios[i] + margin));
            sum += probabilities[i];
        }
        // All may have been divided to nothing: then nothing but neutral is left.
        for (int i = 0; i < probabilities.Length; i++)
            probabilities[i] = sum > 0 ? (float)(probabilities[i] / sum) : baseline.Labels[i] == EmotionBaseline.Neutral ? 1 : 0;
    }
}
