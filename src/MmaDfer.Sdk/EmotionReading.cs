using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk;

/// <summary>
/// The emotion of a player at a time, smoothed and held by the options of the stream; <see cref="Raw"/> has the network's own prediction.
/// Immutable; safe to keep and to share between threads.
/// </summary>
public readonly struct EmotionReading
{
    private readonly float[]? _probabilities;
    private readonly IReadOnlyList<string>? _labels;

    internal EmotionReading(
        TimeSpan time, string? label, IReadOnlyList<string> labels, float[] probabilities, EmotionPrediction? raw,
        (float Valence, float Arousal)? place, ReadingFlags flags, FaceBox? face = null, FaceQuality? quality = null)
    {
        Time = time;
        Label = label;
        _labels = labels;
        _probabilities = probabilities;
        Raw = raw;
        Valence = place?.Valence;
        Arousal = place?.Arousal;
        Face = face;
        FaceQuality = quality;
        Flags = flags;
    }

    private EmotionReading(in EmotionReading other, ReadingFlags flags)
    {
        this = other;
        Flags = flags;
    }

    /// <summary>End of the window, in the caller's time.</summary>
    public TimeSpan Time { get; }

    /// <summary>
    /// The emotion. Another emotion replaces it only by a margin and after a minimum time (see
    /// <see cref="EmotionStreamOptions.Hysteresis"/>). Null before the first one, and without both face and audio; audio alone in which
    /// nobody speaks (<see cref="ReadingFlags.NoVoice"/>) counts as none.
    /// </summary>
    public string? Label { get; }

    /// <summary>
    /// The smoothed probability of <see cref="Label"/>, 0 to 1, calibrated if the model's file or the adapter holds a temperature; 0 if
    /// there is no label.
    /// </summary>
    public float Confidence => Label is null ? 0 : this[Label];

    /// <summary>
    /// Smoothed probability of each of <see cref="Labels"/>, after the player's baseline. They sum to 1; all are 0 without both face and
    /// audio.
    /// </summary>
    public ReadOnlySpan<float> Probabilities => _probabilities;

    /// <summary>The labels: the model's, or those of <see cref="EmotionStreamOptions.LabelMap"/>.</summary>
    public IReadOnlyList<string> Labels => _labels ?? [];

    /// <summary>
    /// The network's prediction for this window alone: not smoothed, not mapped, without baseline. Null only without both face and audio.
    /// </summary>
    public EmotionPrediction? Raw { get; }

    /// <summary>
    /// From unpleasant (-1) to pleasant (1): the mean of published ratings of the emotions, weighted by their smoothed probabilities;
    /// neutral is 0. Null without both face and audio, or if none of the model's labels has a rating.
    /// </summary>
    /// <remarks>
    /// Happiness 0.75, 0.76 (valence, arousal); surprise 0.49, 0.78; sadness -0.78, -0.16; anger -0.75, 0.62; disgust -0.55, 0.39;
    /// fear -0.64, 0.67; contempt -0.57, 0.29; anxiety -0.78, 0.33; helplessness -0.82, 0.37; disappointment -0.68, 0.36. Source:
    /// Warriner, Kuperman and Brysbaert, Norms of valence, arousal, and dominance for 13,915 English lemmas, 2013, relative to
    /// the rating of "neutral".
    /// </remarks>
    public float? Valence { get; }

    /// <summary>From calm (-1) to excited (1), as <see cref="Valence"/>.</summary>
    public float? Arousal { get; }

    /// <summary>
    /// The followed face in the newest frame of the window that shows it, in pixels of that frame turned upright; it may extend beyond the
    /// frame. The whole
    /// frame if the stream has no face finder. Null with <see cref="ReadingFlags.NoFace"/>.
    /// </summary>
    public FaceBox? Face { get; }

    /// <summary>
    /// How well the face was seen in the window, with the pose of the head; <see cref="Flags"/> has what of it is too bad. Null with
    /// <see cref="ReadingFlags.NoFace"/>.
    /// </summary>
    public FaceQuality? FaceQuality { get; }

    /// <summary>
    /// Share of the window's audio, 0 to 1, in which somebody speaks, gaps between syllables included. Null without audio, with less than a
    /// second of it, or with fewer than 6000 samples per second.
    /// </summary>
    public float? VoiceShare { get; internal init; }

    /// <summary>Limits of the reading: a missing face, or one that is seen too badly.</summary>
    public ReadingFlags Flags { get; }

    /// <summary>Smoothed probability of a label; 0 for a label that is not in <see cref="Labels"/>.</summary>
    public float this[string label]
    {
        get
        {
            int index = EmotionLabels.IndexOf(Labels, label);
            return index < 0 ? 0 : _probabilities![index];
        }
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Times.Text(Time)} {Label ?? "-"} ({Confidence:P0}){(Flags == 0 ? "" : $" [{Flags}]")}");

    /// <summary>The reading with additional flags.</summary>
    internal EmotionReading With(ReadingFlags flags) => new(this, Flags | flags);
}
