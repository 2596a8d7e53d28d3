using MmaDfer.Samples.Stage;
using MmaDfer.Samples.Stage.Senses;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Tests.Stage;

[TestClass]
public sealed class SensesTests
{
    [TestMethod]
    public void TheDrawnPersonGoesByTheScriptWithoutGaps()
    {
        using var person = new DrawnPerson([Emotion.Happiness, null], size: 32);
        person.WaitUntilDrawn();
        int faces = 0, frames = 0;
        double heard = 0;
        for (int i = 0; i < 400; i++)
        {
            var now = TimeSpan.FromSeconds(i / 50.0);
            if (person.Look(now, out Sight sight))
            {
                Assert.AreEqual(frames++ / (double)DrawnPerson.FrameRate, sight.Time.TotalSeconds, 1e-6);
                Assert.AreEqual(person.ScriptAt(sight.Time) is not null, sight.Face is not null);
                faces += sight.Face is null ? 0 : 1;
            }
            Sound sound = person.Listen(now);
            Assert.AreEqual(heard, sound.Time.TotalSeconds, 1e-4);
            heard += sound.Samples.Length / (double)sound.SampleRate;
        }
        Assert.AreEqual((200, 100), (frames, faces));
        Assert.AreEqual(399 / 50.0, heard, 1e-3);
    }

    [TestMethod]
    public void WhoeverComesBackLateHearsTheNewestSecond()
    {
        using var person = new DrawnPerson([Emotion.Happiness], size: 32);
        person.Listen(TimeSpan.Zero);
        Sound sound = person.Listen(TimeSpan.FromSeconds(10));
        Assert.AreEqual((1.0, 9.0), (sound.Samples.Length / (double)sound.SampleRate, sound.Time.TotalSeconds));
    }

    [TestMethod]
    public void TheNewestSoundIsKept()
    {
        var sound = new NewestSound();
        Assert.IsTrue(sound.Take().Samples.IsEmpty);
        for (int i = 0; i < 30; i++)
            sound.Put([i, i, i, i], 100, 1, TimeSpan.FromSeconds(i * 0.04));
        Sound all = sound.Take();
        Assert.AreEqual((100, 29f, 5f), (all.Samples.Length, all.Samples[^1], all.Samples[0]));
        Assert.AreEqual(0.2, all.Time.TotalSeconds, 1e-6);
        Assert.IsTrue(sound.Take().Samples.IsEmpty, "taken once");
    }

    [TestMethod]
    [Timeout(60_000)]
    public void ARecordingPassesAtItsOwnPaceAgainAndAgain()
    {
        string clip = Path.Combine(AppContext.BaseDirectory, "quickstart", "happiness.y4m");
        var clock = new CaptureClock();
        using ISenses senses = new CommandLine(["--media", clip]).Senses(clock);
        List<TimeSpan> times = [];
        int samples = 0;
        TimeSpan last = TimeSpan.MinValue;
        while (clock.Now.TotalSeconds < 5)
        {
            if (senses.Look(clock.Now, out Sight sight))
            {
                Assert.IsGreaterThan(last, last = sight.Time);
                Assert.IsLessThan(clock.Now + TimeSpan.FromMilliseconds(1), sight.Time, "not before its time");
                Assert.IsNotNull(sight.Face);
                times.Add(sight.Time);
            }
            samples += senses.Listen(clock.Now).Samples.Length;
            Thread.Sleep(5);
        }
        Assert.IsNull(senses.Trouble);
        // The clip has 8 frames a second for 2 s; a busy machine skips some.
        Assert.IsInRange(20, 41, times.Count);
        Assert.IsInRange(3.0, 5.3, samples / 16000.0);
    }

    [TestMethod]
    [Timeout(60_000)]
    public void ACameraAndAMicrophoneAreTheSame()
    {
        RequiredTools.Ffmpeg();
        var clock = new CaptureClock();
        using ISenses senses = new CommandLine(["--camera", "lavfi:testsrc=size=64x48:rate=25", "--microphone", "lavfi:sine=sample_rate=16000"]).Senses(clock);
        int frames = 0, samples = 0;
        while (clock.Now.TotalSeconds < 20 && (frames < 10 || samples < 8000))
        {
            frames += senses.Look(clock.Now, out _) ? 1 : 0;
            samples += senses.Listen(clock.Now).Samples.Length;
            Thread.Sleep(5);
        }
        Assert.IsGreaterThanOrEqualTo(10, frames, senses.Trouble);
        Assert.IsGreaterThanOrEqualTo(8000, samples, senses.Trouble);
    }

    [TestMethod]
    [Timeout(60_000)]
    public void ACameraThatIsNotThereIsTroubleNotTheEnd()
    {
        RequiredTools.Ffmpeg();
        var clock = new CaptureClock();
        using ISenses senses = new CommandLine(["--camera", "lavfi:no-such-filter", "--microphone", "lavfi:sine"]).Senses(clock);
        while (senses.Trouble is null && clock.Now.TotalSeconds < 30)
        {
            Assert.IsFalse(senses.Look(clock.Now, out _));
            Thread.Sleep(5);
        }
        StringAssert.Contains(senses.Trouble, "no-such-filter");
    }
}
