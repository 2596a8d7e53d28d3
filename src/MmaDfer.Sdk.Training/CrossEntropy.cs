namespace MmaDfer.Sdk.Training;

/// <summary>Cross-entropy of the softmax of logits, with label smoothing.</summary>
internal static class CrossEntropy
{
    /// <summary>Computes the mean loss of a batch and its gradient with respect to the logits.</summary>
    /// <param name="logits">[batch, classes].</param>
    /// <param name="labels">True class of each clip.</param>
    /// <param name="smoothing">Share of the target that is spread evenly over all classes; 0 for none.</param>
    /// <param name="weight">Factor of the gradient, for a batch that is part of a larger one.</param>
    /// <param name="gradient">[batch, classes], overwritten.</param>
    public static double Run(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, double smoothing, double weight, Span<float> gradient)
    {
        int classes = logits.Length / labels.Length;
        double loss = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<float> scores = logits.Slice(row * classes, classes);
            double max = double.NegativeInfinity, total = 0;
            foreach (float score in scores)
                max = Math.Max(max, score);
            foreach (float score in scores)
                total += Math.Exp(score - max);
            double logTotal = max + Math.Log(total);
            for (int i = 0; i < classes; i++)
            {
                double target = smoothing / classes + (i == labels[row] ? 1 - smoothing : 0);
                loss -= target * (scores[i] - logTotal);
                gradient[row * classes + i] = (float)((Math.Exp(scores[i] - logTotal) - target) * weight / labels.Length);
            }
        }
        return loss / labels.Length;
    }
}
