namespace MmaDfer.Samples.Robot;

/// <summary>
/// The simulated robot: its distance from the person in metres and its speed towards the person in metres per second. A real one would send
/// <see cref="Speed"/> to its motors.
/// </summary>
internal sealed class Body
{
    public const float MinDistance = 0.8f, MaxDistance = 3.2f;

    private const float Acceleration = 1;

    public float Distance { get; private set; } = 2;

    public float Speed { get; private set; }

    /// <summary>Moves for one tick towards the target distance of a behaviour, within its speed limit.</summary>
    public void Move(Behaviour behaviour, float seconds)
    {
        (float target, float maxSpeed) = behaviour switch
        {
            Behaviour.Approach => (MinDistance, 0.5f),
            Behaviour.Comfort => (1.2f, 0.25f),
            Behaviour.BackOff => (MaxDistance - 0.4f, 0.7f),
            _ => (Distance, 0),
        };
        // Slows down in time to stop at the target.
        float error = Distance - target;
        float wanted = MathF.CopySign(MathF.Min(maxSpeed, MathF.Sqrt(2 * Acceleration * 0.8f * MathF.Abs(error))), error);
        Speed += Math.Clamp(wanted - Speed, -Acceleration * seconds, Acceleration * seconds);
        Distance = Math.Clamp(Distance - (Speed * seconds), MinDistance, MaxDistance);
    }

    /// <summary>Stops at once; called by the watchdog from its own thread.</summary>
    public void Halt() => Speed = 0;
}
