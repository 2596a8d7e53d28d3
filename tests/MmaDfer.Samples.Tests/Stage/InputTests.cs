using MmaDfer.Samples.Stage;
using MmaDfer.Samples.Stage.Inputs;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Sdk.Conformance;
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
            InputAudio sound = person.ReadAudio(now);
            Assert.AreEqual(heard, sound.Time.TotalSeconds, 1e-4);
            heard += sound.Samples.Length / (double)sound.SampleRate;
        }
        Assert.AreEqual((200, 100), (frames, faces));
        Assert.AreEqual(399 / 50.0, heard, 1e-3);
    }

    [TestMethod]
    public void AfterAPauseTheLastSecondIsReturned()
    {
        using var person = new DrawnPerson([Emotion.Happiness], size: 32);
        person.ReadAudio(TimeSpan.Zero);
        InputAudio sound = person.ReadAudio(TimeSpan.FromSeconds(10));
        Assert.AreEqual((1.0, 9.0), (sound.Samples.Length / (double)sound.SampleRate, sound.Time.TotalSeconds));
    }

    [TestMethod]
    public void TheLatestAudioIsKept()
    {
        var sound = new LatestAudio();
        Assert.IsTrue(sound.Take().Samples.IsEmpty);
        for (int i = 0; i < 30; i++)
            sound.Put([i, i, i, i], 100, 1, TimeSpan.FromSeconds(i * 0.04));
        InputAudio all = sound.Take();
        Assert.AreEqual((100, 29f, 5f), (all.Samples.Length, all.Samples[^1], all.Samples[0]));
        Assert.AreEqual(0.2, all.Time.TotalSeconds, 1e-6);
        Assert.IsTrue(sound.Take().Samples.IsEmpty, "taken once");
    }

    [TestMethod]
    [Timeout(60_000)]
    public void ARecordingPlaysInRealTimeInALoop()
    {
        string clip = Path.Combine(AppContext.BaseDirectory, "quickstart", "happiness.y4m");
        var clock = new CaptureClock();
        using IInput input = new CommandLine(["--media", clip]).OpenInput(clock);
        List<TimeSpan> times = [];
        int samples = 0;
        TimeSpan last = TimeSpan.MinValue;
        while (clock.Now.TotalSeconds < 5)
        {
            if (input.TryGetFrame(clock.Now, out InputFrame frame))
            {
                Assert.IsGreaterThan(last, last = frame.Time);
                Assert.IsLessThan(clock.Now + TimeSpan.FromMilliseconds(1), frame.Time, "not before its time");
                Assert.IsNotNull(frame.Face);
                times.Add(frame.Time);
            }
            samples += input.ReadAudio(clock.Now).Samples.Length;
            Thread.Sleep(5);
        }
        Assert.IsNull(input.Problem);
        // The clip has 8 frames a second for 2 s; a busy machine skips some.
        Assert.IsInRange(20, 41, times.Count);
        Assert.IsInRange(3.0, 5.3, samples / 16000.0);
    }

    [TestMethod]
    [Timeout(60_000)]
    public void ACameraAndAMicrophoneGiveFramesAndAudio()
    {
        RequiredTools.Ffmpeg();
        var clock = new CaptureClock();
        using IInput input = new CommandLine(["--camera", "lavfi:testsrc=size=64x48:rate=25", "--microphone", "lavfi:sine=sample_rate=16000"]).OpenInput(clock);
        int frames = 0, samples = 0;
        while (clock.Now.TotalSeconds < 20 && (frames < 10 || samples < 8000))
        {
            frames += input.TryGetFrame(clock.Now, out _) ? 1 : 0;
            samples += input.ReadAudio(clock.Now).Samples.Length;
            Thread.Sleep(5);
        }
        Assert.IsGreaterThanOrEqualTo(10, frames, input.Problem);
        Assert.IsGreaterThanOrEqualTo(8000, samples, input.Problem);
    }

    [TestMethod]
    [Timeout(60_000)]
    public void AMissingCameraIsAProblemNotAnException()
    {
        RequiredTools.Ffmpeg();
        var clock = new CaptureClock();
        using IInput input = new CommandLine(["--camera", "lavfi:no-such-filter", "--microphone", "lavfi:sine"]).OpenInput(clock);
        while (input.Problem is null && clock.Now.TotalSeconds < 30)
        {
            Assert.IsFalse(input.TryGetFrame(clock.Now, out _));
            Thread.Sleep(5);
        }
        StringAssert.Contains(input.Problem, "no-such-filter");
    }
}
