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
    [Timeout(300_000)]
    public void ARecordingPassesAtItsOwnPaceAgainAndAgain()
    {
        string clip = Path.Combine(AppContext.BaseDirectory, "quickstart", "happiness.y4m");
        var time = new ManualTime();
        var clock = new CaptureClock(time);
        using ISenses senses = new CommandLine(["--media", clip]).Senses(clock);
        // The clip has 8 frames a second for 2 s: these are one and a half rounds.
        int samples = 0;
        TimeSpan last = TimeSpan.Zero;
        for (int i = 0; i < 24; i++)
        {
            TimeSpan seen = TimeSpan.MinValue;
            Wait.Until(() => HasNew(senses, clock.Now, out seen), senses.Trouble ?? "There is no new frame.");
            Assert.IsInRange(last, clock.Now, seen);
            last = seen;
            samples += senses.Listen(clock.Now).Samples.Length;
            time.Advance(TimeSpan.FromSeconds(1 / 8.0));
        }
        Wait.Until(() => (samples += senses.Listen(clock.Now).Samples.Length) > 2.7 * 16000, "There is not enough audio.");
        Assert.IsLessThan(3.1 * 16000, samples);
        Assert.IsNull(senses.Trouble);
    }

    [TestMethod]
    [Timeout(300_000)]
    public void ACameraAndAMicrophoneAreTheSame()
    {
        RequiredTools.Ffmpeg();
        var clock = new CaptureClock();
        using ISenses senses = new CommandLine(["--camera", "lavfi:testsrc=size=64x48:rate=25", "--microphone", "lavfi:sine=sample_rate=16000"]).Senses(clock);
        int frames = 0, samples = 0;
        Wait.Until(() =>
        {
            frames += senses.Look(clock.Now, out _) ? 1 : 0;
            samples += senses.Listen(clock.Now).Samples.Length;
            return (frames >= 10 && samples >= 8000) || senses.Trouble is not null;
        });
        Assert.IsNull(senses.Trouble);
    }

    [TestMethod]
    [Timeout(300_000)]
    public void ACameraThatIsNotThereIsTroubleNotTheEnd()
    {
        RequiredTools.Ffmpeg();
        var clock = new CaptureClock();
        using ISenses senses = new CommandLine(["--camera", "lavfi:no-such-filter", "--microphone", "lavfi:sine"]).Senses(clock);
        Wait.Until(() => senses.Trouble is not null || senses.Look(clock.Now, out _));
        StringAssert.Contains(senses.Trouble, "no-such-filter");
    }

    private static bool HasNew(ISenses senses, TimeSpan now, out TimeSpan time)
    {
        bool isNew = senses.Look(now, out Sight sight);
        time = sight.Time;
        Assert.IsTrue(!isNew || sight.Face is not null);
        return isNew;
    }
}
