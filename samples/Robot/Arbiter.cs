namespace MmaDfer.Samples.Robot;

/// <summary>
/// Chooses a behaviour. Cautious ones start at once (back off from anger, wait without a face or with a problem); those that bring the robot
/// closer need confidence and a minimum time since the last change, so that the robot does not oscillate.
/// </summary>
internal sealed class Arbiter
{
    /// <summary>Starting a behaviour needs more confidence than continuing it.</summary>
    public const float StartConfidence = 0.5f, StopConfidence = 0.35f;

    public static readonly TimeSpan DwellTime = TimeSpan.FromSeconds(1);

    private TimeSpan _since = TimeSpan.MinValue;

    public Behaviour Current { get; private set; }

    public string Reason { get; private set; } = "no prediction yet";

    public Behaviour Decide(TimeSpan now, in Perception perception)
    {
        (Behaviour wanted, bool atOnce, string reason) = Choose(perception);
        if (wanted != Current)
        {
            if (!atOnce && now < _since + DwellTime)
                return Current;
            (Current, _since) = (wanted, now);
        }
        Reason = reason;
        return Current;
    }

    private (Behaviour Behaviour, bool AtOnce, string Reason) Choose(in Perception perception)
    {
        if (perception.Problem is { } problem)
            return (Behaviour.Wait, true, problem);
        if (!perception.Face)
            return (Behaviour.Wait, true, "no face");
        if (perception.IsUnsure)
            return (Behaviour.Wait, false, "unsure");
        Behaviour behaviour = perception.Label switch
        {
            "happiness" or "surprise" => Behaviour.Approach,
            "sadness" or "fear" or "anxiety" or "helplessness" or "disappointment" => Behaviour.Comfort,
            "anger" or "disgust" or "contempt" => Behaviour.BackOff,
            _ => Behaviour.Wait,
        };
        if (!(perception.Confidence >= (behaviour == Current ? StopConfidence : StartConfidence)))
            return (Behaviour.Wait, false, "low confidence");
        return (behaviour, behaviour == Behaviour.BackOff, perception.Label ?? "no prediction yet");
    }
}

internal enum Behaviour { Wait, Approach, Comfort, BackOff }

/// <summary>The input of a decision.</summary>
/// <param name="Face">Whether there is a face.</param>
/// <param name="Label">Label of the emotion; null if unknown.</param>
/// <param name="Confidence">Confidence of the label, 0 to 1.</param>
/// <param name="Problem">Why the input cannot be trusted; null if it can.</param>
/// <param name="IsUnsure">Whether the model is wrong too often with that confidence.</param>
internal readonly record struct Perception(bool Face, string? Label, float Confidence, string? Problem, bool IsUnsure = false);
