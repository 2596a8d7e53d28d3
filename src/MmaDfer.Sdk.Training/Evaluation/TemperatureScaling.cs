namespace MmaDfer.Sdk.Evaluation;

/// <summary>
/// Temperature scaling (Guo et al. 2017): one number divides all logits, so that the probabilities of unseen clips are calibrated. It never
/// changes the predicted class.
/// </summary>
public static class TemperatureScaling
{
    /// <summary>The bounds of the temperature that <see cref="Fit"/> returns.</summary>
    public const double Min = 0.05, Max = 20;

    private const int Steps = 60;

    /// <summary>Fits the temperature with the lowest negative log-likelihood. Deterministic on every machine.</summary>
    /// <param name="logits">[clips, classes], of clips that are not in the training data.</param>
    /// <param name="labels">True class of each clip.</param>
    /// <returns>The temperature, from <see cref="Min"/> (all clips are recognised) to <see cref="Max"/> (nothing was learned).</returns>
    /// <exception cref="ArgumentException">The lengths do not fit, or a logit is not finite.</exception>
    public static double Fit(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        int classes = Calibration.Classes(logits.Length, labels);
        foreach (float score in logits)
        {
            if (!float.IsFinite(score))
                throw new ArgumentException("All logits must be finite.", nameof(logits));
        }
        // The negative log-likelihood is convex in the inverse temperature, so bisection finds the only zero of its slope.
        double low = 1 / Max, high = 1 / Min;
        for (int step = 0; step < Steps; step++)
        {
            double middle = (low + high) / 2;
            if (Slope(logits, labels, classes, middle) < 0)
                low = middle;
            else
                high = middle;
        }
        return 2 / (low + high);
    }

    /// <summary>Slope of the negative log-likelihood over the inverse temperature: expected logit minus true logit.</summary>
    private static double Slope(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, double inverse)
    {
        double slope = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<float> scores = logits.Slice(row * classes, classes);
            double max = scores[Calibration.Best(scores)], total = 0, weighted = 0;
            foreach (float score in scores)
            {
                double weight = Math.Exp((score - max) * inverse);
                total += weight;
                weighted += weight * (score - max);
            }
            slope += weighted / total - (scores[labels[row]] - max);
        }
        return slope;
    }
}
