using System.Collections.Immutable;

namespace MmaDfer.Sdk;

/// <summary>
/// The model's answer to one player's resting face. Faces at rest differ: without a baseline, a face that looks angry to the model at rest
/// is angry all the time. Made by <see cref="EmotionStream.CaptureBaseline"/>; save its numbers to use it in another session. Immutable.
/// </summary>
/// <remarks>
/// The baseline is r(c), the mean over the capture of ln(p(c) / p(neutral)) for each label c. Afterwards each p(c) is divided by
/// exp(max(0, r(c) + ln(K - 1))), with K labels, and the results are scaled to sum to 1. So the resting face is neutral with a
/// probability of at least one half; labels that were far from neutral at rest keep their weight, and no label gains weight.
/// </remarks>
public sealed class EmotionBaseline
{
    /// <summary>The label of the resting face.</summary>
    public const string Neutral = "neutral";

    private readonly float[] _ratios;

    /// <summary>Makes a baseline from saved numbers.</summary>
    /// <param name="labels">The model's labels, including <see cref="Neutral"/>.</param>
    /// <param name="logRatios">For each label the mean of ln(p(label) / p(neutral)).</param>
    /// <exception cref="ArgumentException">There is no neutral label, not one number per label, or a number that is not finite.</exception>
    public EmotionBaseline(IReadOnlyList<string> labels, ReadOnlySpan<float> logRatios)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Labels = ImmutableArray.CreateRange(labels);
        if (!labels.Contains(Neutral))
            throw new ArgumentException($"A baseline needs the label '{Neutral}'; the labels are {string.Join(", ", labels)}.", nameof(labels));
        if (logRatios.Length != labels.Count)
            throw new ArgumentException($"There are {logRatios.Length} numbers for {labels.Count} labels; a baseline needs one number per label.", nameof(logRatios));
        foreach (float ratio in logRatios)
        {
            if (!float.IsFinite(ratio))
                throw new ArgumentException("All numbers of a baseline must be finite.", nameof(logRatios));
        }
        _ratios = logRatios.ToArray();
    }

    /// <summary>The labels, in the order of the numbers.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>For each label the mean of ln(p(label) / p(neutral)) at rest; 0 for neutral itself.</summary>
    public ReadOnlySpan<float> LogRatios => _ratios;

    /// <summary>Applies the baseline to probabilities, in place.</summary>
    internal void Apply(Span<float> probabilities)
    {
        double margin = Math.Log(Math.Max(1, probabilities.Length - 1)), sum = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (Labels[i] != Neutral)
                probabilities[i] *= (float)Math.Exp(-Math.Max(0, _ratios[i] + margin));
            sum += probabilities[i];
        }
        // If all were divided to zero, only neutral remains.
        for (int i = 0; i < probabilities.Length; i++)
            probabilities[i] = sum > 0 ? (float)(probabilities[i] / sum) : Labels[i] == Neutral ? 1 : 0;
    }
}
