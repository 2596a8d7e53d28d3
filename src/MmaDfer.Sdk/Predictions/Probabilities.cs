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

/// <summary>
/// Valence and arousal of emotions: the mean ratings of these words by Warriner, Kuperman and Brysbaert (Norms of valence, arousal,
/// and dominance for 13,915 English lemmas, Behavior Research Methods 45, 2013; 1 to 9), shifted so that the word "neutral" (5.50,
/// 3.45) is the origin, and divided by 4. For the six emotions that Russell and Mehrabian (Evidence for a three-factor theory of
/// emotions, Journal of Research in Personality 11, 1977) rated too, the two differ by 0.1 on average.
/// </summary>
internal static class Circumplex
{
    private const float NeutralValence = 5.50f, NeutralArousal = 3.45f, HalfRange = 4;

    /// <summary>Valence and arousal of an emotion, each about -1 to 1; null for an unknown label.</summary>
    public static (float Valence, float Arousal)? Of(string label) => label switch
    {
        "happiness" => Rated(8.48f, 6.50f),
        "sadness" => Rated(2.40f, 2.81f),
        "neutral" => (0, 0),
        "anger" => Rated(2.50f, 5.93f),
        "surprise" => Rated(7.44f, 6.57f),
        "disgust" => Rated(3.32f, 5.00f),
        "fear" => Rated(2.93f, 6.14f),
        // What a model with few labels calls these four together: their mean.
        "negative" => Rated((2.40f + 2.50f + 3.32f + 2.93f) / 4, (2.81f + 5.93f + 5.00f + 6.14f) / 4),
        "contempt" => Rated(3.22f, 4.61f),
        "anxiety" => Rated(2.38f, 4.78f),
        // The rating of the word "helpless".
        "helplessness" => Rated(2.24f, 4.91f),
        "disappointment" => Rated(2.79f, 4.90f),
        _ => null,
    };

    /// <summary>The mean, weighted by probability, over the labels that have a place; null if none has.</summary>
    public static (float Valence, float Arousal)? Mean(
        ReadOnlySpan<float> probabilities, ReadOnlySpan<(float Valence, float Arousal)?> places)
    {
        double valence = 0, arousal = 0, total = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (places[i] is not { } place)
                continue;
            valence += probabilities[i] * place.Valence;
            arousal += probabilities[i] * place.Arousal;
            total += probabilities[i];
        }
        return total > 0 ? ((float)(valence / total), (float)(arousal / total)) : null;
    }

    private static (float, float) Rated(float valence, float arousal) =>
        ((valence - NeutralValence) / HalfRange, (arousal - NeutralArousal) / HalfRange);
}
