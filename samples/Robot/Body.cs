namespace MmaDfer.Samples.Robot;

/// <summary>
/// The simulated robot: its distance from the people in metres, its speed towards them in metres per second, and where its head is turned.
/// A real one would send <see cref="Speed"/> and <see cref="Gaze"/> to its motors.
/// </summary>
internal sealed class Body
{
    public const float MinDistance = 0.8f, MaxDistance = 3.2f;

    /// <summary>By how much <see cref="Gaze"/> changes in a second at most.</summary>
    public const float GazeSpeed = 2;

    private const float Acceleration = 1;

    public float Distance { get; private set; } = 2;

    public float Speed { get; private set; }

    /// <summary>Where the robot looks: -1 is the left edge of the camera's frame, 1 the right one.</summary>
    public float Gaze { get; private set; }

    /// <summary>Turns the head for one tick.</summary>
    public void Look(float target, float seconds) => Gaze += Math.Clamp(Math.Clamp(target, -1, 1) - Gaze, -GazeSpeed * seconds, GazeSpeed * seconds);

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
