using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Native.Handles;
using MmaDfer.Sdk.Native.Structures;
using MmaDfer.Sdk.Native.Tests.Published;

namespace MmaDfer.Sdk.Native.Tests;

/// <summary>Several people through the C interface, as the C# interface has them.</summary>
[TestClass]
public sealed unsafe class SceneExportsTests
{
    private static readonly List<(EventKind Kind, int Label, int Previous, int Person, bool HasReading, int Thread, string? Message)> s_events = [];
    private static ulong s_toClose;

    private readonly TinyModel _model = new();
    private readonly SofaMemory _sofa = new();
    private readonly PersonData[] _people = new PersonData[4];
    private readonly ReadingData[] _readings = new ReadingData[4];

    [TestInitialize]
    public void Forget() => s_events.Clear();

    [TestCleanup]
    public void Close()
    {
        _model.Dispose();
        _sofa.Dispose();
    }

    [TestMethod]
    public void GivesThePeopleOfTheCSharpApi()
    {
        ulong recognizer = Api.Loaded(_model.Path), scene = Api.OpenedScene(recognizer, new() { Window = 2, Smoothing = -1, Hysteresis = -1, MinHold = -1 });
        using EmotionRecognizer same = EmotionRecognizer.Load(_model.Path, new() { Engine = new Engines.CpuEngine(1) });
        using EmotionScene expected = same.OpenScene(new()
        {
            Stream = new() { FaceFinder = FaceFinder.Open(PublishedLibrary.Faces), Window = TimeSpan.FromSeconds(2), Smoothing = TimeSpan.Zero, Hysteresis = 0, MinHold = TimeSpan.Zero },
        });
        Assert.AreEqual(0, Poll(scene), "nobody yet");
        _sofa.Places.AddRange([20, 110]);
        _sofa.Play(scene, 2, expected);
        // With the clock, one window is due that rests on all of it.
        Assert.AreEqual(ErrorCode.Ok, Api.Update(scene, _sofa.Now + 0.4));
        expected.Update(Seconds.From(_sofa.Now + 0.4, "now"));
        Wait.Until(() => SofaMemory.IsIdle(scene) && expected.IsIdle);
        var people = new ScenePerson[4];
        Assert.AreEqual(2, expected.CopyPeople(people));
        Assert.AreEqual(2, Poll(scene));
        for (int i = 0; i < 2; i++)
        {
            ref PersonData person = ref _people[i];
            ref ReadingData reading = ref _readings[i];
            Assert.AreEqual(people[i].Id, person.Id);
            Assert.AreEqual(people[i].Face with { Landmarks = null, Score = null }, new FaceBox(person.FaceX, person.FaceY, person.FaceWidth, person.FaceHeight));
            Assert.AreEqual(people[i].FirstSeen.TotalSeconds, person.FirstSeen);
            Assert.AreEqual((1, 1), (person.IsVisible, person.HasReading));
            EmotionReading wanted = people[i].Reading!.Value;
            Assert.AreEqual(wanted.Time.TotalSeconds, reading.Time, 1e-6);
            Assert.AreEqual(wanted.Label, same.Labels[reading.Label]);
            Assert.AreEqual((uint)wanted.Flags, reading.Flags);
            fixed (float* probabilities = reading.Probabilities)
                Assert.IsTrue(wanted.Probabilities.SequenceEqual(new ReadOnlySpan<float>(probabilities, reading.LabelCount)));
        }
        Assert.AreNotEqual(_readings[0].Confidence, _readings[1].Confidence, "each has a reading of their own");
        var counts = Api.New<StatisticsData>();
        Assert.AreEqual(ErrorCode.Ok, Api.GetStatistics(scene, &counts), Api.LastError);
        Assert.AreEqual(expected.Statistics.FramesPushed, counts.FramesPushed);
        Assert.AreEqual(OpenHandles.Scene(scene).Scene.Statistics.Readings, counts.Readings);
        Assert.AreEqual(expected.Statistics.AudioAhead.TotalSeconds, counts.AudioAhead);
        Api.Close(recognizer);
    }

    [TestMethod]
    public void PeopleComeAreReadAndGo()
    {
        ulong recognizer = Api.Loaded(_model.Path), scene = Api.OpenedScene(recognizer, new() { Window = 1 });
        Assert.AreEqual(ErrorCode.Ok, Api.SetCallback(scene, &Listen, (void*)42));
        _sofa.Places.AddRange([20, 110]);
        _sofa.Play(scene, 2);
        Assert.IsEmpty(s_events, "not before update");
        Assert.AreEqual(ErrorCode.Ok, Api.Update(scene, double.NaN));
        CollectionAssert.AreEquivalent((int[])[1, 2], s_events.Where(e => e.Kind == EventKind.PersonAppeared).Select(e => e.Person).ToArray());
        foreach (var (_, label, previous, person, hasReading, _, _) in s_events.Where(e => e.Kind == EventKind.EmotionChanged))
            Assert.IsTrue(label >= 0 && previous == -1 && person is 1 or 2 && hasReading);
        Assert.HasCount(2, s_events.Where(e => e.Kind == EventKind.EmotionChanged));
        Assert.HasCount(1, s_events.Where(e => e.Kind == EventKind.AudioFound));
        Assert.IsTrue(s_events.All(e => e.Thread == Environment.CurrentManagedThreadId));
        s_events.Clear();
        // Nothing comes any more: the clock alone says so.
        Assert.AreEqual(ErrorCode.Ok, Api.Update(scene, 60));
        CollectionAssert.AreEquivalent((int[])[1, 2], s_events.Where(e => e.Kind == EventKind.PersonLeft && e.HasReading).Select(e => e.Person).ToArray());
        Assert.HasCount(1, s_events.Where(e => e.Kind == EventKind.AudioLost));
        Assert.AreEqual(0, Poll(scene));
        Api.Close(recognizer);
    }

    [TestMethod]
    public void TimesOfTwoClocksAreReportedOnce()
    {
        ulong recognizer = Api.Loaded(_model.Path), scene = Api.OpenedScene(recognizer);
        Assert.AreEqual(ErrorCode.Ok, Api.SetCallback(scene, &Listen, (void*)42));
        for (int i = 0; i < 100; i++)
        {
            _sofa.Play(scene, 0.04);
            Assert.AreEqual(ErrorCode.Ok, Api.Update(scene, _sofa.Now + 5));
        }
        StringAssert.Contains(s_events.Single(e => e.Kind == EventKind.Faulted).Message, "are 5.0 s ahead of those of the pushes");
        Api.Close(recognizer);
    }

    [TestMethod]
    public void WhoSpeaksIsTrueFalseOrUnknown()
    {
        Assert.AreEqual(1, PersonData.Of(new ScenePerson { IsSpeaking = true }).IsSpeaking);
        Assert.AreEqual(0, PersonData.Of(new ScenePerson { IsSpeaking = false }).IsSpeaking);
        Assert.AreEqual(-1, PersonData.Of(new ScenePerson()).IsSpeaking);
        ulong recognizer = Api.Loaded(_model.Path);
        // A tone is no voice: nobody speaks. With a shared voice nobody asks.
        foreach ((bool shared, int speaks) in ((bool, int)[])[(false, 0), (true, -1)])
        {
            ulong scene = Api.OpenedScene(recognizer, shareVoice: shared);
            _sofa.Places.Clear();
            _sofa.Places.Add(70);
            _sofa.Play(scene, 2);
            Assert.AreEqual(1, Poll(scene));
            Assert.AreEqual(speaks, _people[0].IsSpeaking);
        }
        Api.Close(recognizer);
    }

    /// <summary>Each struct of a caller is as large as its header says, and only the first one tells.</summary>
    [TestMethod]
    public void PeopleOfAnotherHeaderAndInLittleRoom()
    {
        ulong recognizer = Api.Loaded(_model.Path), scene = Api.OpenedScene(recognizer);
        _sofa.Places.AddRange([20, 110]);
        _sofa.Play(scene, 2);
        int size = ReadingData.FirstSize, count = 0;
        byte* readings = stackalloc byte[3 * size];
        PersonData* people = stackalloc PersonData[3];
        new Span<byte>(readings, 3 * size).Fill(0xA5);
        new Span<PersonData>(people, 3).Fill(new PersonData { Size = 77, Id = 77 });
        people->Size = (uint)sizeof(PersonData);
        ((ReadingData*)readings)->Size = (uint)size;
        Assert.AreEqual(ErrorCode.Ok, Api.PollScene(scene, people, (ReadingData*)readings, 3, &count), Api.LastError);
        Assert.AreEqual(2, count);
        for (int i = 0; i < 2; i++)
        {
            var reading = (ReadingData*)(readings + (i * size));
            Assert.AreEqual((size, 7), ((int)reading->Size, reading->LabelCount));
            Assert.AreEqual(sizeof(PersonData), (int)people[i].Size);
            Assert.IsTrue(people[i].Id is 1 or 2);
        }
        Assert.IsFalse(new Span<byte>(readings + (2 * size), size).ContainsAnyExcept((byte)0xA5));
        Assert.AreEqual((77u, 77), (people[2].Size, people[2].Id));
        Assert.AreEqual(ErrorCode.Cut, Api.PollScene(scene, people, null, 1, &count));
        Assert.AreEqual(1, count);
        Api.Close(recognizer);
    }

    [TestMethod]
    public void APersonWithoutAReadingHasAnEmptyOne()
    {
        ulong recognizer = Api.Loaded(_model.Path), scene = Api.OpenedScene(recognizer, new() { Interval = 3600 });
        _sofa.Places.Add(70);
        // The first window is due at once, and the only one.
        _sofa.Play(scene, 0.5);
        Assert.AreEqual(1, Poll(scene));
        Assert.AreEqual((0, -1, 0), (_people[0].HasReading, _readings[0].Label, _readings[0].LabelCount));
        Assert.IsTrue(float.IsNaN(_readings[0].Valence));
        Api.Close(recognizer);
    }

    [TestMethod]
    public void ACallbackMayCloseItsOwnScene()
    {
        ulong recognizer = Api.Loaded(_model.Path), scene = Api.OpenedScene(recognizer);
        s_toClose = scene;
        Assert.AreEqual(ErrorCode.Ok, Api.SetCallback(scene, &CloseThere, null));
        _sofa.Places.AddRange([20, 110]);
        _sofa.Play(scene, 1);
        Assert.AreEqual(ErrorCode.Ok, Api.Update(scene, double.NaN));
        Assert.HasCount(1, s_events, "nothing is told after it was closed");
        Assert.AreEqual(ErrorCode.Handle, Api.Update(scene, double.NaN));
        Api.Close(recognizer);
    }

    [TestMethod]
    public void PushingAndPollingAllocateNothing()
    {
        ulong recognizer = Api.Loaded(_model.Path), scene = Api.OpenedScene(recognizer);
        _sofa.Places.AddRange([20, 110]);
        _sofa.Play(scene, 4);
        PersonData* people = stackalloc PersonData[4];
        ReadingData* readings = stackalloc ReadingData[4];
        people->Size = (uint)sizeof(PersonData);
        readings->Size = (uint)sizeof(ReadingData);
        // A change of emotion is an object for the handlers: not in every round.
        Assert.AreEqual(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 50; i++)
            {
                int count = 0;
                _sofa.Push(scene, null);
                Api.PushPlayback(scene, _sofa.Samples, 640, SofaMemory.SampleRate, 1, _sofa.Now);
                Api.Update(scene, double.NaN);
                Api.PollScene(scene, people, readings, 4, &count);
                while (!SofaMemory.IsIdle(scene))
                    Thread.Sleep(1);
            }
        }));
        Api.Close(recognizer);
    }

    private int Poll(ulong scene)
    {
        int count = -1;
        fixed (PersonData* people = _people)
        fixed (ReadingData* readings = _readings)
        {
            people->Size = (uint)sizeof(PersonData);
            readings->Size = (uint)sizeof(ReadingData);
            Assert.AreEqual(ErrorCode.Ok, Api.PollScene(scene, people, readings, _people.Length, &count), Api.LastError);
        }
        return count;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Listen(ulong scene, EventData* told, void* user) => s_events.Add((
        told->Kind, told->Label, told->Previous, told->Person is null ? 0 : told->Person->Id, told->Reading is not null,
        user == (void*)42 ? Environment.CurrentManagedThreadId : -1, Text.Read(told->Message)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void CloseThere(ulong scene, EventData* told, void* user)
    {
        s_events.Add((told->Kind, 0, 0, 0, false, 0, null));
        Api.Close(s_toClose);
    }
}
