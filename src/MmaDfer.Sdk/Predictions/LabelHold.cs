using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Predictions;

/// <summary>
/// Decides when another label is the one to show: when it leads by a margin, and the one before was held for a while. So a
/// character does not flicker between two emotions that are equally probable.
/// </summary>
/// <param name="margin">By how much the new label's probability must be above that of the present one.</param>
/// <param name="confidence">What its probability must be at least.</param>
/// <param name="hold">How long a label stays at least.</param>
internal sealed class LabelHold(float margin, float confidence, TimeSpan hold)
{
    private TimeSpan _since;

    /// <summary>The label to show; -1 for none yet.</summary>
    public int Current { get; private set; } = -1;

    /// <summary>Takes probabilities in.</summary>
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

    /// <summary>Shows no label any more.</summary>
    public void Reset() => Current = -1;
}
