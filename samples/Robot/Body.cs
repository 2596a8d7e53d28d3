namespace MmaDfer.Samples.Robot;

/// <summary>
/// The simulated robot: how far it stands from the person, in metres, how fast it comes nearer, in metres a second. A real one would send
/// <see cref="Speed"/> to its motors.
/// </summary>
internal sealed class Body
{
    public const float Nearest = 0.8f, Farthest = 3.2f;

    private const float Acceleration = 1;

    public float Distance { get; private set; } = 2;

    public float Speed { get; private set; }

    /// <summary>One turn of the loop: towards where a behaviour wants the robot, no faster than it allows.</summary>
    public void Move(Behaviour behaviour, float seconds)
    {
        (float place, float fastest) = behaviour switch
        {
            Behaviour.Approach => (Nearest, 0.5f),
            Behaviour.Comfort => (1.2f, 0.25f),
            Behaviour.BackOff => (Farthest - 0.4f, 0.7f),
            _ => (Distance, 0),
        };
        // Slows down in time to stand at the place.
        float way = Distance - place;
        float wanted = MathF.CopySign(MathF.Min(fastest, MathF.Sqrt(2 * Acceleration * 0.8f * MathF.Abs(way))), way);
        Speed += Math.Clamp(wanted - Speed, -Acceleration * seconds, Acceleration * seconds);
        Distance = Math.Clamp(Distance - (Speed * seconds), Nearest, Farthest);
    }

    /// <summary>Stands still at once: the watchdog's way, from its own thread.</summary>
    public void Halt() => Speed = 0;
}
