using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tests.Faces;

namespace MmaDfer.Sdk.Tests.Live.Scenes;

/// <summary>A scene of several people: who is there, what is said of them, and when.</summary>
[TestClass]
public sealed class EmotionSceneTests
{
    private static readonly float[] s_tone = Tone.Sine(440, 0.1, 16000, 0.04);

    private static readonly FaceBox s_left = new(60, 80, 100, 100), s_right = new(400, 100, 120, 120), s_middle = new(240, 120, 80, 80);

    private readonly TinyModel _model = new();
    private readonly HeadScene _picture = new();
    private readonly List<string> _events = [];
    private EmotionRecognizer _recognizer = null!;
    private EmotionScene? _scene;
    private double _now;

    [TestInitialize]
    public void Load() => _recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(1) });

    [TestCleanup]
    public void Close()
    {
        _recognizer.Dispose();
        _model.Dispose();
    }

    [TestMethod]
    public void PeopleAppearAreReadAndLeave()
    {
        Open(4);
        _picture.Heads[1] = s_left;
        _picture.Heads[2] = s_right;
        Play(2);
        CollectionAssert.AreEqual((string[])["appeared 2", "appeared 1"], _events.Where(e => e.StartsWith("appeared", StringComparison.Ordinal)).Order().Reverse().ToArray());
        ScenePerson[] people = People();
        Assert.HasCount(2, people);
        foreach (ScenePerson person in people)
        {
            Assert.IsTrue(person.IsVisible);
            Assert.AreEqual(_now, person.Reading!.Value.Time.TotalSeconds, 0.3);
            Assert.IsNotNull(person.Reading.Value.Raw);
            Assert.AreEqual(0, (int)(person.Reading.Value.Flags & ReadingFlags.NoFace));
            Assert.AreEqual(person.Face.X, person.Reading.Value.Face!.Value.X, 1);
            Assert.IsTrue(_events.Contains($"emotion {person.Id}: {person.Reading.Value.Label}"), string.Join(", ", _events));
        }
        ScenePerson left = people.Single(p => Math.Abs(p.Face.X - s_left.X) < 5), right = people.Single(p => Math.Abs(p.Face.X - s_right.X) < 5);
        CollectionAssert.AreNotEqual(left.Reading!.Value.Probabilities.ToArray(), right.Reading!.Value.Probabilities.ToArray(), "each has a reading of their own");

        _events.Clear();
        _picture.Heads.Remove(1);
        // It may be followed by its looks for 3 s, and is lost 1 s after that.
        Play(5);
        Assert.AreEqual($"left {left.Id}", string.Join(", ", _events.Where(e => !e.StartsWith("emotion", StringComparison.Ordinal))));
        Assert.AreEqual(right.Id, People().Single().Id);

        _picture.Heads[1] = s_left;
        Play(2);
        Assert.IsGreaterThan(right.Id, People()[1].Id, "a number is not given twice");
        Assert.IsGreaterThan(20, _scene!.Statistics.Readings);
        Assert.AreEqual(0, _scene.Statistics.FacesIgnored);
    }

    [TestMethod]
    public void ACameraThatStopsLosesEverybody()
    {
        Open(4);
        _picture.Heads[1] = s_left;
        Play(1.5);
        _scene!.Update(TimeSpan.FromSeconds(_now + 0.5));
        Assert.HasCount(1, People());
        _scene.Update(TimeSpan.FromSeconds(_now + 1.5));
        Assert.HasCount(0, People());
        Assert.AreEqual("left 1", _events[^1]);
    }

    [TestMethod]
    public void NoMoreThanTheLargestAreFollowed()
    {
        Open(2);
        _picture.Heads[1] = s_left;
        _picture.Heads[2] = s_right;
        _picture.Heads[3] = s_middle;
        Play(1.5);
        Assert.IsFalse(People().Any(p => Math.Abs(p.Face.X - s_middle.X) < 20), "the smallest has no place");
        Assert.HasCount(2, People());
        Assert.AreEqual(1, _scene!.Statistics.FacesIgnored);

        // Hardly larger is not enough; twice as large is.
        _picture.Heads[3] = new FaceBox(200, 100, 110, 110);
        Play(2);
        Assert.IsTrue(People().Any(p => Math.Abs(p.Face.X - s_left.X) < 20));
        _picture.Heads.Remove(3);
        Play(2);
        _events.Clear();
        _picture.Heads[3] = new FaceBox(200, 100, 150, 150);
        Play(2);
        Assert.HasCount(2, People());
        Assert.IsFalse(People().Any(p => Math.Abs(p.Face.X - s_left.X) < 20), "the smallest has given way");
        Assert.IsTrue(_events.Any(e => e.StartsWith("left", StringComparison.Ordinal)) && _events.Any(e => e.StartsWith("appeared", StringComparison.Ordinal)));
        Assert.AreEqual(1, _scene.Statistics.FacesIgnored);
    }

    [TestMethod]
    public void ATimeThatJumpsBackBeginsAnew()
    {
        Open(4);
        _picture.Heads[1] = s_left;
        Play(1.5);
        _now = 0;
        Play(1.5);
        Assert.AreEqual(1, _scene!.Statistics.Restarts);
        Assert.IsTrue(_events.Contains("left 1"));
        Assert.AreEqual(2, People().Single().Id);
        Assert.AreEqual(_now, People().Single().Reading!.Value.Time.TotalSeconds, 0.3);
    }

    [TestMethod]
    public void AFinderThatFailsIsReportedOnceAndTheSceneGoesOn()
    {
        _picture.Heads[1] = s_left;
        bool fails = true;
        Open(4, FaceFinder.Create((frame, faces) => fails ? throw new InvalidOperationException("no eyes.") : _picture.Find(frame, faces)));
        Play(0.5);
        Assert.AreEqual("fault The face finder failed: no eyes.", _events.Single());
        Assert.IsNotNull(_scene!.Fault);
        fails = false;
        Play(1.5);
        Assert.IsNull(_scene.Fault);
        Assert.HasCount(1, People());
        Assert.AreEqual(1, _events.Count(e => e.StartsWith("fault", StringComparison.Ordinal)));
        Assert.IsGreaterThan(0, _scene.Statistics.Failures);
    }

    [TestMethod]
    public void AMicrophoneIsFoundAndLost()
    {
        Open(4);
        _scene!.AudioFound += (_, _) => _events.Add("audio found");
        _scene.AudioLost += (_, _) => _events.Add("audio lost");
        Play(0.5);
        Assert.AreEqual("audio found", string.Join(", ", _events));
        for (double end = _now + 2; _now < end;)
        {
            _now += 0.04;
            _scene.PushFrame(_picture.Draw(), TimeSpan.FromSeconds(_now));
            Settle();
            _scene.Update();
        }
        Assert.AreEqual("audio found, audio lost", string.Join(", ", _events));
    }

    [TestMethod]
    public void AfterItsEndNothingHappens()
    {
        Open(4);
        _picture.Heads[1] = s_left;
        Play(1.5);
        _events.Clear();
        _scene!.Dispose();
        Push();
        _scene.Update();
        Assert.HasCount(0, People());
        Open(4);
        Play(0.5);
        _recognizer.Dispose();
        _events.Clear();
        Push();
        _scene.Update();
        Assert.HasCount(0, _events);
        Assert.ThrowsExactly<ObjectDisposedException>(() => Open(4));
    }

    [TestMethod]
    public void OptionsThatMakeNoSenseAreRefused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => _recognizer.OpenScene(new() { Stream = new() }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new EmotionSceneOptions { Stream = new(), MaxPeople = 0 });
        var baseline = new EmotionBaseline(_recognizer.Labels, new float[_recognizer.Labels.Count]);
        Assert.ThrowsExactly<ArgumentException>(() => _recognizer.OpenScene(new() { Stream = new() { FaceFinder = _picture, Baseline = baseline } }));
        Assert.ThrowsExactly<ArgumentNullException>(() => _recognizer.OpenScene(null!));
    }

    [TestMethod]
    public void PushingUpdatingAndPollingAllocateNothing()
    {
        Open(4, events: false);
        for (int i = 0; i < 4; i++)
            _picture.Heads[i] = new FaceBox(20 + (150 * i), 100, 100, 100);
        Play(4);
        var people = new ScenePerson[4];
        float[] audio = new float[2 * 1920];
        long allocated = 0;
        // Slots for frames take their memory when they are first needed, which may be late.
        for (int round = 0; round == 0 || (allocated > 300 && round < 8); round++)
        {
            allocated = 0;
            for (int i = 0; i < 100; i++)
            {
                _now += 0.04;
                FrameView frame = _picture.Draw();
                long before = GC.GetAllocatedBytesForCurrentThread();
                _scene!.PushFrame(frame, TimeSpan.FromSeconds(_now));
                _scene.PushAudio(audio, 48000, TimeSpan.FromSeconds(_now), 2);
                _scene.Update();
                Assert.AreEqual(4, _scene.CopyPeople(people));
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
                if (i % 4 == 0)
                    Settle();
            }
        }
        // A change of emotion is an object for the event's handlers.
        Assert.IsLessThanOrEqualTo(1000, allocated);
    }

    private void Open(int maxPeople, IFaceFinder? finder = null, bool events = true)
    {
        _scene = _recognizer.OpenScene(new() { Stream = new() { FaceFinder = finder ?? _picture }, MaxPeople = maxPeople });
        if (!events)
            return;
        _scene.PersonAppeared += (_, e) => _events.Add($"appeared {e.Person.Id}");
        _scene.PersonLeft += (_, e) => _events.Add($"left {e.Person.Id}");
        _scene.EmotionChanged += (_, e) => _events.Add($"emotion {e.Person.Id}: {e.Label}");
        _scene.Faulted += (_, e) => _events.Add($"fault {e.Fault.Message}");
    }

    private ScenePerson[] People()
    {
        var people = new ScenePerson[32];
        return people[.._scene!.CopyPeople(people)];
    }

    private void Play(double seconds)
    {
        for (double end = _now + seconds; _now < end - 1e-6;)
        {
            Push();
            Settle();
            _scene!.Update();
        }
    }

    private void Push()
    {
        _now += 0.04;
        _scene!.PushFrame(_picture.Draw(), TimeSpan.FromSeconds(_now));
        _scene.PushAudio(s_tone, 16000, TimeSpan.FromSeconds(_now - 0.04));
    }

    private void Settle() => Assert.IsTrue(SpinWait.SpinUntil(() => _scene!.IsIdle, TimeSpan.FromSeconds(120)), "The scene does not get done.");
}
