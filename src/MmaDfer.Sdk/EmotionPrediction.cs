using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk;

/// <summary>The network's prediction for one clip or window. Immutable; safe to share between threads.</summary>
public sealed class EmotionPrediction
{
    private readonly float[] _probabilities, _logits;
    private int _best, _views;

    /// <summary>Owns the arrays from now on.</summary>
    internal EmotionPrediction(
        IReadOnlyList<string> labels, float[] logits, float[] probabilities, TimeSpan start, TimeSpan end, bool hasFrames, bool hasAudio)
    {
        Labels = labels;
        _logits = logits;
        _probabilities = probabilities;
        Start = start;
        End = end;
        HasFrames = hasFrames;
        HasAudio = hasAudio;
        Complete();
    }

    /// <summary>The model's labels, in its own order; the same list for every prediction of a recognizer.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The most probable label.</summary>
    public string Label => Labels[_best];

    /// <summary>
    /// The probability of <see cref="Label"/>, 0 to 1: the network's softmax, after its scores were divided by the temperature that the
    /// model's file or the adapter holds. Without a temperature it is not calibrated, and usually too high.
    /// </summary>
    public float Confidence => _probabilities[_best];

    /// <summary>Whether the confidence reaches <see cref="EmotionRecognizer.SureFrom"/>; also true if the model names none.</summary>
    public bool IsSure => Confidence >= SureFrom;

    /// <summary>The confidence from which it counts as sure; 0 if the model names none.</summary>
    internal float SureFrom { get; private init; }

    /// <summary>Probability of each label, 0 to 1, in the order of <see cref="Labels"/>; they sum to 1.</summary>
    public ReadOnlySpan<float> Probabilities => _probabilities;

    /// <summary>
    /// The network's scores before the temperature, in the order of <see cref="Labels"/>; with two choices of frames, the logarithms of the
    /// averaged probabilities.
    /// </summary>
    public ReadOnlySpan<float> Logits => _logits;

    /// <summary>Time span of the clip, in the time of its sources.</summary>
    public TimeSpan Start { get; }

    /// <inheritdoc cref="Start"/>
    public TimeSpan End { get; }

    /// <summary>False if there were no frames: the prediction is based on audio alone.</summary>
    public bool HasFrames { get; }

    /// <summary>False if there was no audio, or less than 25 ms: the prediction is based on the face alone.</summary>
    public bool HasAudio { get; }

    /// <summary>
    /// Sentences about what was repaired, guessed or skipped while the clip was read (in a damaged file, for example); empty for an intact clip,
    /// and for windows of streams.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>Probability of a label; 0 for an unknown label.</summary>
    public float this[string label]
    {
        get
        {
            int index = EmotionLabels.IndexOf(Labels, label);
            return index < 0 ? 0 : _probabilities[index];
        }
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Label} ({Confidence:P0})");

    /// <summary>A prediction to fill with <see cref="Add"/> and end with <see cref="Complete"/>.</summary>
    internal static EmotionPrediction Of(INetworkInput input, IReadOnlyList<string> labels, float? sureFrom) =>
        new(labels, new float[labels.Count], new float[labels.Count], input.Start, input.End, input.HasFrames, input.HasAudio)
        {
            Warnings = input.Warnings,
            SureFrom = sureFrom ?? 0,
        };

    /// <summary>Adds the scores of one view.</summary>
    /// <param name="scores">The network's scores.</param>
    /// <param name="views">Number of views of the clip.</param>
    /// <param name="temperature">Divisor of the scores.</param>
    internal void Add(ReadOnlySpan<float> scores, int views, double temperature)
    {
        _views++;
        scores.CopyTo(_logits);
        Predictions.Probabilities.AddSoftmax(scores, 1f / views, _probabilities, temperature);
    }

    /// <summary>All views have been added.</summary>
    internal void Complete()
    {
        if (_views > 1)
            Predictions.Probabilities.Logarithms(_probabilities, _logits);
        for (int i = 1; i < _probabilities.Length; i++)
        {
            if (_probabilities[i] > _probabilities[_best])
                _best = i;
        }
    }
}
