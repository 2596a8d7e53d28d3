using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk;

/// <summary>
/// What is known about a player at a time: made for games, steadied by the options of the stream, with the network's own answer in
/// <see cref="Raw"/>. Immutable; keep it as long as you like, share it between threads.
/// </summary>
public readonly struct EmotionReading
{
    private readonly float[]? _probabilities;
    private readonly IReadOnlyList<string>? _labels;

    internal EmotionReading(
        TimeSpan time, string? label, IReadOnlyList<string> labels, float[] probabilities, EmotionPrediction? raw,
        (float Valence, float Arousal)? place, ReadingFlags flags)
    {
        Time = time;
        Label = label;
        _labels = labels;
        _probabilities = probabilities;
        Raw = raw;
        Valence = place?.Valence;
        Arousal = place?.Arousal;
        Flags = flags;
    }

    private EmotionReading(in EmotionReading other, ReadingFlags flags)
    {
        this = other;
        Flags = flags;
    }

    /// <summary>The end of the window that it rests on, in the caller's time.</summary>
    public TimeSpan Time { get; }

    /// <summary>
    /// The emotion to show: it changes only by a margin and after it was held for a while (see
    /// <see cref="EmotionStreamOptions.Hysteresis"/>). Null before the first is known, and when neither a face nor sound is there.
    /// </summary>
    public string? Label { get; }

    /// <summary>
    /// The smoothed probability of <see cref="Label"/>, 0 to 1, calibrated if the model's file or the adapter holds a temperature; 0 without
    /// a label.
    /// </summary>
    public float Confidence => Label is null ? 0 : this[Label];

    /// <summary>
    /// Smoothed probability of each of <see cref="Labels"/>, after the player's baseline; they sum to 1, or are all 0 where neither a
    /// face nor sound is there.
    /// </summary>
    public ReadOnlySpan<float> Probabilities => _probabilities;

    /// <summary>The labels: the model's, or those of <see cref="EmotionStreamOptions.LabelMap"/>.</summary>
    public IReadOnlyList<string> Labels => _labels ?? [];

    /// <summary>
    /// The network's answer for this window alone: not smoothed, not mapped, without baseline. Null only where neither a face nor
    /// sound is there.
    /// </summary>
    public EmotionPrediction? Raw { get; }

    /// <summary>
    /// From unpleasant (-1) to pleasant (1): the mean of published ratings of the emotions, weighted by their smoothed probabilities;
    /// neutral is 0. Null where nothing is known, or none of the model's labels was rated.
    /// </summary>
    /// <remarks>
    /// Happiness 0.75, 0.76 (valence, arousal); surprise 0.49, 0.78; sadness -0.78, -0.16; anger -0.75, 0.62; disgust -0.55, 0.39;
    /// fear -0.64, 0.67; contempt -0.57, 0.29; anxiety -0.78, 0.33; helplessness -0.82, 0.37; disappointment -0.68, 0.36. Source:
    /// Warriner, Kuperman and Brysbaert, Norms of valence, arousal, and dominance for 13,915 English lemmas, 2013, measured from
    /// the rating of "neutral".
    /// </remarks>
    public float? Valence { get; }

    /// <summary>From calm (-1) to excited (1), as <see cref="Valence"/>.</summary>
    public float? Arousal { get; }

    /// <summary>What the reading rests on, or does not.</summary>
    public ReadingFlags Flags { get; }

    /// <summary>Smoothed probability of a label; 0 for one that is not among <see cref="Labels"/>.</summary>
    public float this[string label]
    {
        get
        {
            for (int i = 0; i < Labels.Count; i++)
            {
                if (Labels[i] == label)
                    return _probabilities![i];
            }
            return 0;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Times.Text(Time)} {Label ?? "-"} ({Confidence:P0}){(Flags == 0 ? "" : $" [{Flags}]")}");

    /// <summary>The same, with further flags.</summary>
    internal EmotionReading With(ReadingFlags flags) => new(this, Flags | flags);
}
