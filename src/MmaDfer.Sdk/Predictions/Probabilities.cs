namespace MmaDfer.Sdk.Predictions;

/// <summary>Turns the network's scores (logits) into probabilities.</summary>
internal static class Probabilities
{
    /// <summary>Whether all scores are finite.</summary>
    public static bool AreFinite(ReadOnlySpan<float> logits)
    {
        foreach (float logit in logits)
        {
            if (!float.IsFinite(logit))
                return false;
        }
        return true;
    }

    /// <summary>
    /// Adds <paramref name="weight"/> times the softmax of <paramref name="logits"/> / <paramref name="temperature"/> to
    /// <paramref name="sums"/>.
    /// </summary>
    public static void AddSoftmax(ReadOnlySpan<float> logits, float weight, Span<float> sums, double temperature = 1)
    {
        float max = float.NegativeInfinity;
        foreach (float logit in logits)
            max = MathF.Max(max, logit);
        double total = 0;
        foreach (float logit in logits)
            total += Math.Exp((logit - max) / temperature);
        for (int i = 0; i < logits.Length; i++)
            sums[i] += (float)(weight * Math.Exp((logits[i] - max) / temperature) / total);
    }

    /// <summary>Natural logarithms, at least that of the smallest normal float.</summary>
    public static void Logarithms(ReadOnlySpan<float> probabilities, Span<float> logits)
    {
        for (int i = 0; i < logits.Length; i++)
            logits[i] = MathF.Log(MathF.Max(probabilities[i], 1.17549435e-38f));
    }
}
