using MmaDfer.Samples.Stage.Ros;
using MmaDfer.Samples.Stage.Inputs;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Faces;

namespace MmaDfer.Samples.Robot;

/// <summary>The robot without its clock. A tick never waits, neither for the network nor for a camera or ROS.</summary>
/// <param name="scene">Who is in view; opened for the input.</param>
/// <param name="input">Camera and microphone.</param>
/// <param name="ros">Null without ROS.</param>
/// <param name="faceId">Start of the faces' ids in ROS; the person's number follows.</param>
internal sealed class SocialRobot(EmotionScene scene, IInput input, FacesPublisher? ros, string faceId)
{
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    private readonly ScenePerson[] _people = new ScenePerson[scene.Options.MaxPeople];
    private readonly Dictionary<int, PublishedFace> _published = [];
    private readonly List<string> _ids = [];
    private volatile object _perception = default(Perception);
    private int _frameWidth = 1;

    public Attention Attention { get; } = new();

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
        if (input.PushTo(scene, now, out InputFrame frame))
        {
            LatestFrame.Put(frame.Frame, frame.Face, frame.Time);
            _frameWidth = frame.Frame.Width;
        }
        scene.Update(now);
        ReadOnlySpan<ScenePerson> people = _people.AsSpan(0, scene.CopyPeople(_people));
        Publish(people);
        int chosen = Attention.Choose(people);
        EmotionReading? reading = chosen < 0 ? null : people[chosen].Reading;
        // Without anybody in view there are no readings to wait for.
        string? problem = Watchdog.FindProblem(now, chosen < 0 ? now : reading?.Time) ?? scene.Fault?.Message ?? input.Problem;
        var perception = new Perception(chosen >= 0, reading?.Label, reading?.Confidence ?? 0, problem, reading is { } r && (r.Flags & ReadingFlags.Unsure) != 0);
        Body.Move(Arbiter.Decide(now, perception), (float)Period.TotalSeconds);
        if (chosen >= 0)
            Body.Look(GetDirection(people[chosen].Face, _frameWidth), (float)Period.TotalSeconds);
        if (perception != Perception)
            _perception = perception;
    }

    /// <summary>Where a face is from left to right, -1 to 1.</summary>
    internal static float GetDirection(FaceBox face, int frameWidth) => (((2 * face.X) + face.Width) / frameWidth) - 1;

    /// <summary>Publishes who is in view, and each new reading.</summary>
    private void Publish(ReadOnlySpan<ScenePerson> people)
    {
        if (ros is null)
            return;
        DateTimeOffset at = DateTimeOffset.UtcNow;
        _ids.Clear();
        foreach (ScenePerson person in people)
        {
            if (!_published.ContainsKey(person.Id))
                _published.Add(person.Id, new PublishedFace($"{faceId}{person.Id}"));
            _ids.Add(_published[person.Id].Name);
        }
        ros.Track(_ids, at);
        foreach (ScenePerson person in people)
        {
            PublishedFace face = _published[person.Id];
            if (person.Reading is not { } reading || reading.Time <= face.Last)
                continue;
            face.Last = reading.Time;
            ros.Publish(face.Name, reading, at);
        }
        // Those who have gone come back under other numbers.
        foreach ((int id, PublishedFace face) in _published)
        {
            if (!_ids.Contains(face.Name))
                _published.Remove(id);
        }
    }

    private sealed class PublishedFace(string name)
    {
        public string Name => name;

        /// <summary>Time of the newest reading that was published.</summary>
        public TimeSpan Last { get; set; } = TimeSpan.MinValue;
    }
}
