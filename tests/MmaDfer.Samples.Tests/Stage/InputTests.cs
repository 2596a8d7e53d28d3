using MmaDfer.Samples.Stage;
using MmaDfer.Samples.Stage.Inputs;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Tests.Stage;

[TestClass]
public sealed class InputTests
{
    [TestMethod]
    public void TheDrawnPersonFollowsTheScriptWithoutGaps()
    {
        using var person = new DrawnPerson([Emotion.Happiness, null], size: 32);
        person.WaitUntilDrawn();
        int faces = 0, frames = 0;
        double heard = 0;
        for (int i = 0; i < 400; i++)
        {
            var now = TimeSpan.FromSeconds(i / 50.0);
            if (person.TryGetFrame(now, out InputFrame frame))
            {
                Assert.AreEqual(frames++ / (double)DrawnPerson.FrameRate, frame.Time.TotalSeconds, 1e-6);
                Assert.AreEqual(person.GetEmotionAt(frame.Time) is not null, frame.Face is not null);
                faces += frame.Face is null ? 0 : 1;
            }
            InputAudio audio = person.ReadAudio(now);
            Assert.AreEqual(heard, audio.Time.TotalSeconds, 1e-4);
            heard += audio.Samples.Length / (double)audio.SampleRate;
        }
        Assert.AreEqual((200, 100), (frames, faces));
        Assert.AreEqual(399 / 50.0, heard, 1e-3);
    }

    [TestMethod]
    public void DrawnPeopleFollowTheirScriptWithoutGaps()
    {
        using var people = new DrawnPeople([new(1, [Emotion.Happiness, Emotion.Anger], 1), new(1, [null, Emotion.Fear])], size: 32);
        people.WaitUntilDrawn();
        int[] frames = new int[3];
        double heard = 0;
        double[] loudness = new double[2];
        var found = new FaceBox[4];
        for (int i = 0; i < 201; i++)
        {
            var now = TimeSpan.FromSeconds(i / 50.0);
            InputAudio audio = people.ReadAudio(now);
            Assert.AreEqual(heard, audio.Time.TotalSeconds, 1e-4);
            heard += audio.Samples.Length / (double)audio.SampleRate;
            foreach (float sample in audio.Samples)
                loudness[people.GetPartAt(audio.Time).Speaker is null ? 1 : 0] += sample * sample;
            if (!people.TryGetFrame(now, out InputFrame frame))
                continue;
            Assert.AreEqual((64, 32), (frame.Frame.Width, frame.Frame.Height));
            Assert.AreEqual(++frames[0] / (double)DrawnPeople.FrameRate, frame.Time.TotalSeconds, 1e-6);
            int count = ((IInput)people).Faces.Find(frame.Frame, found);
            frames[count]++;
            Assert.AreEqual(people.Visible, count);
            Assert.IsInRange(32, 64, found[count - 1].Landmarks!.Value.Mouth.X, "the second person is there all the time");
        }
        Assert.AreEqual((100, 50, 50), (frames[0], frames[1], frames[2]));
        Assert.AreEqual(4.0, heard, 1e-3);
        Assert.IsGreaterThan(1000 * loudness[1], loudness[0], "only one part has a voice");
    }

    [TestMethod]
    public void AfterAPauseTheLastSecondIsReturned()
    {
        using var person = new DrawnPerson([Emotion.Happiness], size: 32);
        person.ReadAudio(TimeSpan.Zero);
        InputAudio audio = person.ReadAudio(TimeSpan.FromSeconds(10));
        Assert.AreEqual((1.0, 9.0), (audio.Samples.Length / (double)audio.SampleRate, audio.Time.TotalSeconds));
    }

    [TestMethod]
    public void TheLatestAudioIsKept()
    {
        var audio = new LatestAudio();
        Assert.IsTrue(audio.Take().Samples.IsEmpty);
        for (int i = 0; i < 30; i++)
            audio.Put([i, i, i, i], 100, 1, TimeSpan.FromSeconds(i * 0.04));
        InputAudio all = audio.Take();
        Assert.AreEqual((100, 29f, 5f), (all.Samples.Length, all.Samples[^1], all.Samples[0]));
        Assert.AreEqual(0.2, all.Time.TotalSeconds, 1e-6);
        Assert.IsTrue(audio.Take().Samples.IsEmpty, "taken once");
    }

    [TestMethod]
    [Timeout(300_000)]
    public void ARecordingPlaysInRealTimeInALoop()
    {
        string clip = Path.Combine(AppContext.BaseDirectory, "quickstart", "happiness.y4m");
        var time = new ManualTime();
        var clock = new CaptureClock(time);
        using IInput input = new CommandLine(["--media", clip, "--faces", "none"]).OpenInput(clock);
        // The clip has 8 frames a second for 2 s: these are one and a half rounds.
        int samples = 0;
        TimeSpan last = TimeSpan.Zero;
        for (int i = 0; i < 24; i++)
        {
            TimeSpan seen = TimeSpan.MinValue;
            Wait.Until(() => HasNew(input, clock.Now, out seen), input.Problem ?? "There is no new frame.");
            Assert.IsInRange(last, clock.Now, seen);
            last = seen;
            samples += input.ReadAudio(clock.Now).Samples.Length;
            time.Advance(TimeSpan.FromSeconds(1 / 8.0));
        }
        Wait.Until(() => (samples += input.ReadAudio(clock.Now).Samples.Length) > 2.7 * 16000, "There is not enough audio.");
        Assert.IsLessThan(3.1 * 16000, samples);
        Assert.IsNull(input.Problem);
    }

    [TestMethod]
    [Timeout(300_000)]
    public void ACameraAndAMicrophoneGiveFramesAndAudio()
    {
        RequiredTools.Ffmpeg();
        var clock = new CaptureClock();
        using IInput input = new CommandLine(["--camera", "lavfi:testsrc=size=64x48:rate=25", "--microphone", "lavfi:sine=sample_rate=16000", "--faces", "none"]).OpenInput(clock);
        int frames = 0, samples = 0;
        Wait.Until(() =>
        {
            frames += input.TryGetFrame(clock.Now, out _) ? 1 : 0;
            samples += input.ReadAudio(clock.Now).Samples.Length;
            return (frames >= 10 && samples >= 8000) || input.Problem is not null;
        });
        Assert.IsNull(input.Problem);
    }

    [TestMethod]
    [Timeout(300_000)]
    public void AMissingCameraIsAProblemNotAnException()
    {
        RequiredTools.Ffmpeg();
        var clock = new CaptureClock();
        using IInput input = new CommandLine(["--camera", "lavfi:no-such-filter", "--microphone", "lavfi:sine", "--faces", "none"]).OpenInput(clock);
        Wait.Until(() => input.Problem is not null || input.TryGetFrame(clock.Now, out _));
        StringAssert.Contains(input.Problem, "no-such-filter");
    }

    private static bool HasNew(IInput input, TimeSpan now, out TimeSpan time)
    {
        bool isNew = input.TryGetFrame(now, out InputFrame frame);
        time = frame.Time;
        Assert.IsTrue(!isNew || frame.Face is not null);
        return isNew;
    }
}
