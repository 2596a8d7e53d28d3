namespace MmaDfer.Sdk.Predictions;

/// <summary>
/// From the network's answers, one after the other, to readings: baseline, smoothing, mapping, hysteresis, valence and arousal.
/// One thread at a time, but for <see cref="Baseline"/> and <see cref="Capture"/>.
/// </summary>
internal sealed class EmotionState
{
    private readonly EmotionStreamOptions _options;
    private readonly ProbabilitySmoother _smoother;
    private readonly LabelHold _hold;
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
        Adopt(labels);
        _baseline = options.Baseline;
    }

    /// <summary>The player's resting face; null for none.</summary>
    public EmotionBaseline? Baseline { get => _baseline; set => _baseline = value; }

    /// <summary>The baseline that is being captured; null if none is.</summary>
    public BaselineCapture? Capture { get => _capture; set => _capture = value; }

    /// <summary>Takes the next answer in.</summary>
    /// <param name="raw">The answer; null where there was nothing to be seen or heard.</param>
    /// <param name="time">End of the window.</param>
    /// <param name="flags">What the answer rests on.</param>
    public EmotionReading Next(EmotionPrediction? raw, TimeSpan time, ReadingFlags flags)
    {
        if (raw is null)
        {
            Reset();
            return new EmotionReading(time, null, _mapping.Labels, new float[_mapping.Labels.Count], null, null, flags);
        }
        // An adapter may know other emotions.
        if (raw.Labels != _mapping.Source)
            Adopt(raw.Labels);
        bool settled = !flags.HasFlag(ReadingFlags.WarmingUp);
        if (settled && !flags.HasFlag(ReadingFlags.NoFace) && _capture is { } capture)
        {
            flags |= ReadingFlags.CapturingBaseline;
            if (capture.Add(raw) is { } complete && Interlocked.CompareExchange(ref _capture, null, capture) == capture)
                _baseline = complete;
        }
        ReadOnlySpan<float> probabilities = Shift(raw);
        if (settled)
        {
            _smoother.Add(probabilities, time);
            probabilities = _smoother.Current;
        }
        else
        {
            _smoother.Reset();
        }
        float[] mapped = _mapping.Apply(probabilities);
        if (settled)
            _hold.Add(mapped, time);
        string? label = _hold.Current < 0 ? null : _mapping.Labels[_hold.Current];
        return new EmotionReading(time, label, _mapping.Labels, mapped, raw, Circumplex.Mean(probabilities, _places), flags);
    }

    /// <summary>The stream has started anew: forgets what was before, but for the baseline; one that is being captured is so from now on.</summary>
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
    }

    private void Adopt(IReadOnlyList<string> labels)
    {
        _mapping = new LabelMapping(labels, _options.LabelMap);
        _places = [.. labels.Select(Circumplex.Of)];
        _shifted = new float[labels.Count];
        Reset();
    }

    /// <summary>The probabilities as seen from the player's own neutral.</summary>
    private ReadOnlySpan<float> Shift(EmotionPrediction raw)
    {
        if (_baseline is not { } baseline || !baseline.Labels.SequenceEqual(raw.Labels))
            return raw.Probabilities;
        raw.Probabilities.CopyTo(_shifted);
        BaselineShift.Apply(baseline, _shifted);
        return _shifted;
    }
}
