namespace MmaDfer.Samples.Robot;

/// <summary>
/// Chooses what to do. Caution is at once (back off from anger, wait where nobody is or nothing is to be trusted); what brings the robot
/// closer must be felt surely, and for a while, so that it does not fidget.
/// </summary>
internal sealed class Arbiter
{
    /// <summary>To begin something takes more than to go on with it.</summary>
    public const float SureEnough = 0.5f, NoMore = 0.35f;

    public static readonly TimeSpan Dwell = TimeSpan.FromSeconds(1);

    private TimeSpan _since = TimeSpan.MinValue;

    public Behaviour Current { get; private set; }

    public string Reason { get; private set; } = "nothing known yet";

    public Behaviour Decide(TimeSpan now, in Perception seen)
    {
        (Behaviour wanted, bool atOnce, string reason) = Wanted(seen);
        if (wanted != Current)
        {
            if (!atOnce && now < _since + Dwell)
                return Current;
            (Current, _since) = (wanted, now);
        }
        Reason = reason;
        return Current;
    }

    private (Behaviour Wanted, bool AtOnce, string Reason) Wanted(in Perception seen)
    {
        if (seen.Trouble is { } trouble)
            return (Behaviour.Wait, true, trouble);
        if (!seen.Face)
            return (Behaviour.Wait, true, "nobody is there");
        Behaviour answer = seen.Label switch
        {
            "happiness" or "surprise" => Behaviour.Approach,
            "sadness" or "fear" or "anxiety" or "helplessness" or "disappointment" => Behaviour.Comfort,
            "anger" or "disgust" or "contempt" => Behaviour.BackOff,
            _ => Behaviour.Wait,
        };
        if (!(seen.Confidence >= (answer == Current ? NoMore : SureEnough)))
            return (Behaviour.Wait, false, "not sure what is felt");
        return (answer, answer == Behaviour.BackOff, seen.Label ?? "nothing known yet");
    }
}
