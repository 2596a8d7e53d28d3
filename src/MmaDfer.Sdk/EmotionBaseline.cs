using System.Collections.Immutable;

namespace MmaDfer.Sdk;

/// <summary>
/// What a model sees in one player's resting face: faces at rest differ, and one that looks angry to a model would be angry all the
/// time. Made by <see cref="EmotionStream.CaptureBaseline"/>; keep the numbers to use it again in another session. Immutable.
/// </summary>
/// <remarks>
/// The baseline is r(c), the mean over the resting time of ln(p(c) / p(neutral)) for each label c. Afterwards p(c) is divided by
/// exp(max(0, r(c) + ln(K - 1))), with K labels, and all are scaled to sum to 1. So the resting face is neutral with a
/// probability of one half or more; labels that were far from neutral at rest are left as they are, never raised.
/// </remarks>
public sealed class EmotionBaseline
{
    /// <summary>The label of the resting face.</summary>
    public const string Neutral = "neutral";

    private readonly float[] _ratios;

    /// <summary>Makes a baseline from kept numbers.</summary>
    /// <param name="labels">The model's labels, one of them <see cref="Neutral"/>.</param>
    /// <param name="logRatios">For each label the mean of ln(p(label) / p(neutral)).</param>
    /// <exception cref="ArgumentException">No neutral, not one number for each label, or something that is not a number.</exception>
    public EmotionBaseline(IReadOnlyList<string> labels, ReadOnlySpan<float> logRatios)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Labels = ImmutableArray.CreateRange(labels);
        if (!labels.Contains(Neutral))
            throw new ArgumentException($"A baseline needs the label '{Neutral}'; the labels are {string.Join(", ", labels)}.", nameof(labels));
        if (logRatios.Length != labels.Count)
            throw new ArgumentException($"There are {logRatios.Length} numbers for {labels.Count} labels; one for each is right.", nameof(logRatios));
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
}
