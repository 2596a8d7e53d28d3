using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Predictions;

/// <summary>Collects a baseline from the windows that lie in a span of time; at least one, even if that takes longer.</summary>
/// <param name="start">When the player begins to rest: windows that reach back before it do not count.</param>
/// <param name="duration">How long.</param>
internal sealed class BaselineCapture(TimeSpan start, TimeSpan duration)
{
    /// <summary>Windows end where rest was announced only to the accuracy of frames.</summary>
    private const double Tolerance = 0.001;

    private double[] _sums = [];
    private IReadOnlyList<string>? _labels;
    private int _count;

    /// <summary>The same, from another time on.</summary>
    public BaselineCapture From(TimeSpan time) => new(time, duration);

    /// <summary>Takes an answer in.</summary>
    /// <returns>The baseline as soon as it is complete; null before.</returns>
    public EmotionBaseline? Add(EmotionPrediction prediction)
    {
        if (_labels != prediction.Labels)
        {
            // The first, or another adapter.
            (_labels, _count) = (prediction.Labels, 0);
            _sums = new double[prediction.Labels.Count];
        }
        int neutral = Neutral(prediction.Labels);
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

    /// <summary>The place of neutral among labels; -1 if it is none of them.</summary>
    public static int Neutral(IReadOnlyList<string> labels)
    {
        for (int i = 0; i < labels.Count; i++)
        {
            if (labels[i] == EmotionBaseline.Neutral)
                return i;
        }
        return -1;
    }

    private static double Logarithm(float probability) => Math.Log(Math.Max(probability, 1e-30f));
}
