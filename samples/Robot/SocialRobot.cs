using MmaDfer.Samples.Stage.Ros;
using MmaDfer.Samples.Stage.Senses;
using MmaDfer.Sdk;

namespace MmaDfer.Samples.Robot;

/// <summary>All of the robot but its clock. Nothing in a turn of its loop waits: not for the network, a camera or ROS.</summary>
internal sealed class SocialRobot(EmotionStream stream, ISenses senses, ExpressionPublisher? ros)
{
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    private TimeSpan _published = TimeSpan.MinValue;
    private volatile object _perception = default(Perception);

    public Arbiter Arbiter { get; } = new();

    public Watchdog Watchdog { get; } = new();

    public Body Body { get; } = new();

    /// <summary>The newest picture, for another thread to show.</summary>
    public NewestPicture Eyes { get; } = new();

    /// <summary>What the last turn saw; any thread may ask.</summary>
    public Perception Seen => (Perception)_perception;

    /// <summary>One turn, 50 times a second.</summary>
    public void Tick(TimeSpan now)
    {
        Watchdog.Tick(now);
        if (senses.Feed(stream, now, out Sight sight))
            Eyes.Put(sight.Frame, sight.Face, sight.Time);
        stream.Update(now);
        bool known = stream.TryGetLatest(out EmotionReading reading);
        if (known && reading.Time > _published)
        {
            _published = reading.Time;
            ros?.Publish(reading, DateTimeOffset.UtcNow);
        }
        string? trouble = Watchdog.Trouble(now, known ? reading.Time : null) ?? stream.Fault?.Message ?? senses.Trouble;
        bool face = known && (reading.Flags & ReadingFlags.NoFace) == 0;
        var seen = new Perception(face, reading.Label, reading.Confidence, trouble);
        Body.Move(Arbiter.Decide(now, seen), (float)Period.TotalSeconds);
        if (seen != Seen)
            _perception = seen;
    }
}
