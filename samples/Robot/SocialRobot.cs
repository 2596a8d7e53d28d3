using MmaDfer.Samples.Stage.Ros;
using MmaDfer.Samples.Stage.Inputs;
using MmaDfer.Sdk;

namespace MmaDfer.Samples.Robot;

/// <summary>The robot without its clock. A tick never waits, neither for the network nor for a camera or ROS.</summary>
internal sealed class SocialRobot(EmotionStream stream, IInput input, ExpressionPublisher? ros)
{
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    private TimeSpan _published = TimeSpan.MinValue;
    private volatile object _perception = default(Perception);

    public Arbiter Arbiter { get; } = new();

    public Watchdog Watchdog { get; } = new();

    public Body Body { get; } = new();

    /// <summary>The newest frame, for display on another thread.</summary>
    public LatestFrame LatestFrame { get; } = new();

    /// <summary>The input of the last tick; any thread may read it.</summary>
    public Perception Perception => (Perception)_perception;

    /// <summary>Runs one tick, 50 times per second.</summary>
    public void Tick(TimeSpan now)
    {
        Watchdog.Tick(now);
        if (input.PushTo(stream, now, out InputFrame frame))
            LatestFrame.Put(frame.Frame, frame.Face, frame.Time);
        stream.Update(now);
        bool known = stream.TryGetLatest(out EmotionReading reading);
        if (known && reading.Time > _published)
        {
            _published = reading.Time;
            ros?.Publish(reading, DateTimeOffset.UtcNow);
        }
        string? problem = Watchdog.FindProblem(now, known ? reading.Time : null) ?? stream.Fault?.Message ?? input.Problem;
        bool face = known && (reading.Flags & ReadingFlags.NoFace) == 0;
        var perception = new Perception(face, reading.Label, reading.Confidence, problem);
        Body.Move(Arbiter.Decide(now, perception), (float)Period.TotalSeconds);
        if (perception != Perception)
            _perception = perception;
    }
}
