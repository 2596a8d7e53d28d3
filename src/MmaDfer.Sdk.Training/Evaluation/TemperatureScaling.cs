namespace MmaDfer.Sdk.Evaluation;

/// <summary>
/// Temperature scaling (Guo et al. 2017): one number that all scores are divided by, so that the probabilities of unseen clips
/// mean what they say. It never changes which class wins.
/// </summary>
public static class TemperatureScaling
{
    /// <summary>Temperatures that <see cref="Fit"/> can find.</summary>
    public const double Min = 0.05, Max = 20;

    private const int Steps = 60;

    /// <summary>The temperature with the least negative log-likelihood. The same input gives the same result on every machine.</summary>
    /// <param name="logits">[clips, classes], of clips that the network was not trained on.</param>
    /// <param name="labels">True class of each clip.</param>
    /// <returns>From <see cref="Min"/> (every clip is recognised) to <see cref="Max"/> (nothing was learnt).</returns>
    /// <exception cref="ArgumentException">The lengths do not fit, or a score is not a finite number.</exception>
    public static double Fit(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        int classes = Calibration.Classes(logits.Length, labels);
        foreach (float score in logits)
        {
            if (!float.IsFinite(score))
                throw new ArgumentException("A score is not a finite number.", nameof(logits));
        }
        // The likelihood is convex in the inverse temperature, so its slope changes sign once: halve the interval around it.
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

    /// <summary>How the likelihood's negative logarithm changes with the inverse temperature: mean score minus true score.</summary>
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
