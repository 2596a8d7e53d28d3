using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Predictions;

/// <summary>
/// Decides when the newest part of the windows, recognised on its own, proves another emotion than that of the readings. It adds up evidence from
/// window to window: how many times more probable the newest part makes another label than the present one (the logarithm), less a fixed doubt, so
/// that evidence that does not continue is forgotten. One window is never enough, two clear ones are.
/// </summary>
internal sealed class ChangeEvidence
{
    /// <summary>Seconds of the newest part of a window.</summary>
    public const double Recent = 0.5;

    /// <summary>The most that a window can say, its doubt, and the proof, in natural logarithms.</summary>
    private const double Most = 6, Doubt = 1, Proof = 8.5;

    private double[] _evidence = [];
    private int _present = -1;
    private TimeSpan _time;

    /// <summary>Adds the newest part of a window.</summary>
    /// <param name="recent">Its probabilities.</param>
    /// <param name="present">Those of the readings up to now.</param>
    /// <param name="time">End of the window.</param>
    /// <returns>Whether it is proved; the evidence is then used up.</returns>
    public bool Add(ReadOnlySpan<float> recent, ReadOnlySpan<float> present, TimeSpan time)
    {
        int now = IndexOfMax(present), best = IndexOfMax(recent);
        if (now != _present || _evidence.Length != recent.Length)
        {
            if (_evidence.Length != recent.Length)
                _evidence = new double[recent.Length];
            Array.Clear(_evidence);
            _present = now;
        }
        // Windows that follow each other faster have more in common, and say the same again.
        double weight = Math.Clamp(Times.Seconds(_time, time) / (Recent / 2), 0, 1);
        _time = time;
        for (int i = 0; i < recent.Length; i++)
        {
            double times = Math.Log(Math.Max(recent[i], 1e-6) / Math.Max(recent[now], 1e-6));
            _evidence[i] = Math.Max(0, _evidence[i] + (weight * (Math.Clamp(times, -Most, Most) - Doubt)));
        }
        if (best == now || _evidence[best] < Proof)
            return false;
        Reset();
        return true;
    }

    /// <summary>Forgets all evidence.</summary>
    public void Reset() => _present = -1;

    private static int IndexOfMax(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
                best = i;
        }
        return best;
    }
}
