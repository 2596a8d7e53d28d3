using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Predictions;

/// <summary>
/// Smooths probabilities over time: s += (1 - exp(-dt / constant)) (p - s). What lies dt back counts exp(-dt / constant) of what it
/// did, however many answers came since, so that a slow machine smooths like a quick one.
/// </summary>
/// <param name="constant">The time constant; zero smooths nothing.</param>
internal sealed class ProbabilitySmoother(TimeSpan constant)
{
    private float[] _smooth = [];
    private TimeSpan _time;
    private bool _any;

    /// <summary>The smoothed probabilities.</summary>
    public ReadOnlySpan<float> Current => _smooth;

    /// <summary>Takes the next probabilities in.</summary>
    /// <param name="probabilities">They sum to 1.</param>
    /// <param name="time">Later than the one before; else nothing is taken in.</param>
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

    /// <summary>Forgets all.</summary>
    public void Reset() => _any = false;
}
