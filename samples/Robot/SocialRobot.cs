using MmaDfer.Samples.Stage.Ros;
using MmaDfer.Samples.Stage.Senses;
using MmaDfer.Sdk;

namespace MmaDfer.Samples.Robot;

/// <summary>All of the robot but its clock. Nothing in a turn of its loop waits: not for the network, a camera or ROS.</summary>
internal sealed class SocialRobot
{
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    private readonly EmotionStream _stream;
    private readonly ISenses _senses;
    private readonly ExpressionPublisher? _ros;
    private bool _face;
    private TimeSpan _published = TimeSpan.MinValue;
    private volatile object _perception = default(Perception);

    public SocialRobot(EmotionStream stream, ISenses senses, ExpressionPublisher? ros)
    {
        (_stream, _senses, _ros) = (stream, senses, ros);
        // Raised in Update, so in a turn of the loop.
        stream.FaceFound += (_, _) => _face = true;
        stream.FaceLost += (_, _) => _face = false;
    }

    public Arbiter Arbiter { get; } = new();

    public Watchdog Watchdog { get; } = new();

    public Body Body { get; } = new();

    /// <summary>What the last turn saw; any thread may ask.</summary>
    public Perception Seen => (Perception)_perception;

    /// <summary>One turn, 50 times a second.</summary>
    public void Tick(TimeSpan now)
    {
        Watchdog.Tick(now);
        _senses.Feed(_stream, now, out _);
        _stream.Update(now);
        bool known = _stream.TryGetLatest(out EmotionReading reading);
        if (known && reading.Time > _published)
        {
            _published = reading.Time;
            _ros?.Publish(reading, DateTimeOffset.UtcNow);
        }
        string? trouble = Watchdog.Trouble(now, known ? reading.Time : null) ?? _stream.Fault?.Message ?? _senses.Trouble;
        var seen = new Perception(_face, reading.Label, reading.Confidence, trouble);
        Body.Move(Arbiter.Decide(now, seen), (float)Period.TotalSeconds);
        if (seen != Seen)
            _perception = seen;
    }
}
