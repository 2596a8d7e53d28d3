namespace MmaDfer.Sdk.Evaluation;

/// <summary>Measures how well probabilities are calibrated.</summary>
public static class Calibration
{
    /// <summary>The usual number of bins of the expected calibration error.</summary>
    public const int DefaultBins = 15;

    /// <summary>
    /// Computes the expected calibration error (Guo et al. 2017): groups predictions by confidence into bins of equal width, and averages
    /// the absolute difference between accuracy and mean confidence over the bins, weighted by their predictions. 0 is perfect, 1 is
    /// the worst.
    /// </summary>
    /// <param name="probabilities">[clips, classes], each row sums to 1.</param>
    /// <param name="labels">True class of each clip.</param>
    /// <param name="bins">Number of bins; bin k holds confidences above k / bins up to (k + 1) / bins.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static double ComputeExpectedError(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels, int bins = DefaultBins)
    {
        int classes = Classes(probabilities.Length, labels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        double[] surplus = new double[bins];
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<float> clip = probabilities.Slice(row * classes, classes);
            int best = Best(clip);
            int bin = Math.Clamp((int)Math.Ceiling((double)clip[best] * bins) - 1, 0, bins - 1);
            surplus[bin] += clip[best] - (best == labels[row] ? 1 : 0);
        }
        return surplus.Sum(Math.Abs) / labels.Length;
    }

    /// <summary>Computes the mean negative log-likelihood of the true classes, in nats: 0 is perfect, ln(classes) is guessing.</summary>
    /// <param name="logits">[clips, classes], logits or logarithms of probabilities.</param>
    /// <param name="labels">True class of each clip.</param>
    /// <param name="temperature">Divides the logits before the softmax.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static double ComputeNegativeLogLikelihood(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, double temperature = 1)
    {
        int classes = Classes(logits.Length, labels);
        double sum = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<float> scores = logits.Slice(row * classes, classes);
            double max = scores[Best(scores)], total = 0;
            foreach (float score in scores)
                total += Math.Exp((score - max) / temperature);
            sum += Math.Log(total) - (scores[labels[row]] - max) / temperature;
        }
        return sum / labels.Length;
    }

    /// <summary>The index of the largest value, the first one if several are equal.</summary>
    internal static int Best(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
                best = i;
        }
        return best;
    }

    internal static int Classes(int values, ReadOnlySpan<int> labels)
    {
        if (labels.Length == 0 || values == 0 || values % labels.Length != 0)
            throw new ArgumentException($"{values} values do not fit {labels.Length} labels; there must be at least one clip, and the same number of values for each.");
        int classes = values / labels.Length;
        foreach (int label in labels)
        {
            if (label < 0 || label >= classes)
                throw new ArgumentException($"The label {label} must be between 0 and {classes - 1}.");
        }
        return classes;
    }
}
