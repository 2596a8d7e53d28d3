using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Predictions;

/// <summary>Captures a baseline from the windows of a time span; at least one window, even if that takes longer.</summary>
/// <param name="start">Start of the span: windows that begin before it do not count.</param>
/// <param name="duration">Length of the span.</param>
internal sealed class BaselineCapture(TimeSpan start, TimeSpan duration)
{
    /// <summary>Windows begin and end at the times of frames: in seconds, how exactly these meet the span.</summary>
    private const double Tolerance = 0.001;

    private double[] _sums = [];
    private IReadOnlyList<string>? _labels;
    private int _count;

    /// <summary>A capture of the same length with another start.</summary>
    public BaselineCapture From(TimeSpan time) => new(time, duration);

    /// <summary>Adds a prediction.</summary>
    /// <returns>The baseline as soon as it is complete; null before.</returns>
    public EmotionBaseline? Add(EmotionPrediction prediction)
    {
        if (_labels != prediction.Labels)
        {
            // The first prediction, or another adapter.
            (_labels, _count) = (prediction.Labels, 0);
            _sums = new double[prediction.Labels.Count];
        }
        int neutral = NeutralIndex(prediction.Labels);
        if (neutral < 0)
            return null;
        if (Times.Seconds(start, prediction.Start) >= -Tolerance)
        {
            for (int i = 0; i < _sums.Length; i++)
                _sums[i] += Logarithm(prediction.Probabilities[i]) - Logarithm(prediction.Probabilities[neutral]);
            _count++;
        }
        return _count > 0 && Times.Seconds(start, prediction.End) >= duration.TotalSeconds - Tolerance
            ? new EmotionBaseline(_labels, [.. _sums.Select(s => (float)(s / _count))]) : null;
    }

    /// <summary>Index of the label <see cref="EmotionBaseline.Neutral"/>; -1 if there is none.</summary>
    public static int NeutralIndex(IReadOnlyList<string> labels) => EmotionLabels.IndexOf(labels, EmotionBaseline.Neutral);

    private static double Logarithm(float probability) => Math.Log(Math.Max(probability, 1e-30f));
}
