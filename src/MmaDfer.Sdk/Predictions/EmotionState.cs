using System.Collections.Immutable;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Predictions;

/// <summary>
/// Turns successive predictions into readings: baseline, smoothing, label groups, hysteresis, valence and arousal. One thread at a time,
/// except for <see cref="Baseline"/> and <see cref="Capture"/>.
/// </summary>
internal sealed class EmotionState
{
    private readonly EmotionStreamOptions _options;
    private readonly ProbabilitySmoother _smoother;
    private readonly LabelHold _hold;
    private readonly ChangeEvidence _change = new();
    private LabelMapping _mapping;
    private (float, float)?[] _places;
    private float[] _shifted = [];
    private volatile EmotionBaseline? _baseline;
    private volatile BaselineCapture? _capture;

    public EmotionState(EmotionStreamOptions options, IReadOnlyList<string> labels)
    {
        _options = options;
        _smoother = new ProbabilitySmoother(options.Smoothing);
        _hold = new LabelHold(options.Hysteresis, options.MinConfidence, options.MinHold);
        (_mapping, _places) = (null!, null!);
        UseLabels(labels);
        _baseline = options.Baseline;
    }

    /// <summary>The player's resting face; null for none.</summary>
    public EmotionBaseline? Baseline { get => _baseline; set => _baseline = value; }

    /// <summary>The baseline that is being captured; null if none is.</summary>
    public BaselineCapture? Capture { get => _capture; set => _capture = value; }

    /// <summary>Takes the next prediction.</summary>
    /// <param name="raw">The prediction; null for a window without frames and audio.</param>
    /// <param name="time">End of the window.</param>
    /// <param name="flags">What the window lacks.</param>
    /// <param name="face">The face in the newest frame of the window; null for none.</param>
    /// <param name="quality">How well it is seen; null for no face.</param>
    public EmotionReading Next(EmotionPrediction? raw, TimeSpan time, ReadingFlags flags, FaceBox? face = null, FaceQuality? quality = null)
    {
        if (raw is null)
        {
            Reset();
            return new EmotionReading(time, null, _mapping.Labels, new float[_mapping.Labels.Count], null, null, flags, face, quality);
        }
        // Another adapter may have other labels.
        if (raw.Labels != _mapping.Source)
            UseLabels(raw.Labels);
        bool warm = !flags.HasFlag(ReadingFlags.WarmingUp);
        if (warm && !flags.HasFlag(ReadingFlags.NoFace) && _capture is { } capture)
        {
            flags |= ReadingFlags.CapturingBaseline;
            if (capture.Add(raw) is { } complete && Interlocked.CompareExchange(ref _capture, null, capture) == capture)
                _baseline = complete;
        }
        ReadOnlySpan<float> probabilities = ApplyBaseline(raw);
        if (warm)
        {
            _smoother.Add(probabilities, time);
            probabilities = _smoother.Current;
        }
        else
        {
            _smoother.Reset();
        }
        float[] mapped = _mapping.Apply(probabilities);
        if (warm)
            _hold.Add(mapped, time);
        string? label = _hold.Current < 0 ? null : _mapping.Labels[_hold.Current];
        if (label is not null && mapped[_hold.Current] < raw.SureFrom)
            flags |= ReadingFlags.Unsure;
        return new EmotionReading(time, label, _mapping.Labels, mapped, raw, Circumplex.Mean(probabilities, _places), flags, face, quality);
    }

    /// <summary>
    /// Whether the newest part of a window shows clearly another emotion than the readings up to now; then the smoothing starts again, with the
    /// next prediction.
    /// </summary>
    /// <param name="recent">The prediction for the newest part.</param>
    /// <param name="time">End of the window.</param>
    public bool IsContradictedBy(EmotionPrediction recent, TimeSpan time)
    {
        if (recent.Labels != _mapping.Source || !_smoother.HasAny || !_change.Add(ApplyBaseline(recent), _smoother.Current, time))
            return false;
        _smoother.Reset();
        return true;
    }

    /// <summary>The stream has restarted: forgets everything except the baseline; a running capture restarts.</summary>
    public void Restart(TimeSpan now)
    {
        Reset();
        if (_capture is { } capture)
            Interlocked.CompareExchange(ref _capture, capture.From(now), capture);
    }

    private void Reset()
    {
        _smoother.Reset();
        _hold.Reset();
        _change.Reset();
    }

    private void UseLabels(IReadOnlyList<string> labels)
    {
        _mapping = new LabelMapping(labels, _options.LabelMap);
        _places = [.. labels.Select(Circumplex.Of)];
        _shifted = new float[labels.Count];
        Reset();
    }

    private ReadOnlySpan<float> ApplyBaseline(EmotionPrediction raw)
    {
        if (_baseline is not { } baseline || !baseline.Labels.SequenceEqual(raw.Labels))
            return raw.Probabilities;
        raw.Probabilities.CopyTo(_shifted);
        baseline.Apply(_shifted);
        return _shifted;
    }
}

/// <summary>
/// Smooths probabilities over time: s += (1 - exp(-dt / constant)) (p - s). The weight depends on the elapsed time only, not on the number
/// of predictions, so a slow machine smooths like a fast one.
/// </summary>
/// <param name="constant">The time constant; zero turns smoothing off.</param>
internal sealed class ProbabilitySmoother(TimeSpan constant)
{
    private float[] _smooth = [];
    private TimeSpan _time;
    private bool _any;

    /// <summary>Whether there are smoothed probabilities.</summary>
    public bool HasAny => _any;

    /// <summary>The smoothed probabilities.</summary>
    public ReadOnlySpan<float> Current => _smooth;

    /// <summary>Adds probabilities.</summary>
    /// <param name="probabilities">They sum to 1.</param>
    /// <param name="time">Later than the previous time; otherwise the probabilities have no weight.</param>
    public void Add(ReadOnlySpan<float> probabilities, TimeSpan time)
    {
        if (_smooth.Length != probabilities.Length)
        {
            _smooth = new float[probabilities.Length];
            _any = false;
        }
        float weight = 1;
        if (_any && constant > TimeSpan.Zero)
            weight = (float)(1 - Math.Exp(-Math.Max(0, Times.Seconds(_time, time)) / constant.TotalSeconds));
        for (int i = 0; i < _smooth.Length; i++)
            _smooth[i] += weight * (probabilities[i] - _smooth[i]);
        (_time, _any) = (time, true);
    }

    /// <summary>Forgets everything.</summary>
    public void Reset() => _any = false;
}

/// <summary>
/// Chooses the label of the readings: another label replaces it only if it leads by a margin and the present label was held long enough. So
/// a character does not flicker between two emotions of equal probability.
/// </summary>
/// <param name="margin">By how much the new label's probability must exceed the present label's.</param>
/// <param name="confidence">Minimum probability of the new label.</param>
/// <param name="hold">Minimum time of a label.</param>
internal sealed class LabelHold(float margin, float confidence, TimeSpan hold)
{
    private TimeSpan _since;

    /// <summary>Index of the label; -1 for none.</summary>
    public int Current { get; private set; } = -1;

    /// <summary>Adds probabilities.</summary>
    public void Add(ReadOnlySpan<float> probabilities, TimeSpan time)
    {
        int best = 0;
        for (int i = 1; i < probabilities.Length; i++)
        {
            if (probabilities[i] > probabilities[best])
                best = i;
        }
        if (best == Current || probabilities[best] < confidence)
            return;
        bool held = Current < 0 || Times.Seconds(_since, time) >= hold.TotalSeconds;
        if (!held || Current >= 0 && probabilities[best] < probabilities[Current] + margin)
            return;
        (Current, _since) = (best, time);
    }

    /// <summary>Chooses no label.</summary>
    public void Reset() => Current = -1;
}

/// <summary>Combines a model's labels into groups: the probability of a group is the sum of its labels'. Immutable.</summary>
internal sealed class LabelMapping
{
    private readonly int[] _groups;

    /// <param name="labels">The model's labels.</param>
    /// <param name="map">The group of a label; a label without one keeps its own name. Null for no groups.</param>
    public LabelMapping(IReadOnlyList<string> labels, IReadOnlyDictionary<string, string>? map)
    {
        Source = labels;
        string[] names = [.. labels.Select(l => map?.GetValueOrDefault(l) ?? l)];
        // In the order of their first labels.
        string[] groups = [.. names.Distinct()];
        _groups = [.. names.Select(n => Array.IndexOf(groups, n))];
        Labels = groups.Length == labels.Count && map is null ? labels : ImmutableArray.Create(groups);
    }

    /// <summary>The model's labels.</summary>
    public IReadOnlyList<string> Source { get; }

    /// <summary>The names of the groups.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The probabilities of the groups.</summary>
    public float[] Apply(ReadOnlySpan<float> probabilities)
    {
        float[] sums = new float[Labels.Count];
        for (int i = 0; i < probabilities.Length; i++)
            sums[_groups[i]] += probabilities[i];
        return sums;
    }
}
