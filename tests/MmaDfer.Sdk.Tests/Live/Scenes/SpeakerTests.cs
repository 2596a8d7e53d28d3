using MmaDfer.Samples.SyntheticFaces.Conversations;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Live.Scenes;

namespace MmaDfer.Sdk.Tests.Live.Scenes;

/// <summary>
/// Whose voice it is. `speakers` of the benchmarks is the long version, with accuracies. Bounds are what is reached in these short scenes less
/// one to three windows: 80 of 82, 40 of 41 at 15 frames a second, 50 of 50 from off screen, 35 of 41 beside lips that move.
/// </summary>
[TestClass]
public sealed class SpeakerTests
{
    [TestMethod]
    public async Task TheVoiceBelongsToTheOneWhoseMouthMovesWithIt()
    {
        SpeakerTrial trial = await Show(ConversationPlan.Draw(1, 2, 12), ConversationPlan.Draw(3, 3, 12));
        Assert.IsGreaterThan(60, trial.Windows);
        Assert.IsGreaterThanOrEqualTo(95.0, 100.0 * trial.Right / trial.Windows, $"{trial.Right} of {trial.Windows}");
        Assert.IsLessThanOrEqualTo(5.0, 100.0 * trial.Wrong / trial.Windows, $"{trial.Wrong} of {trial.Windows}");
    }

    [TestMethod]
    public async Task FifteenFramesASecondAreEnough()
    {
        SpeakerTrial trial = await Show(ConversationPlan.Draw(3, 2, 12) with { FrameRate = 15 });
        Assert.IsGreaterThan(30, trial.Windows);
        Assert.IsGreaterThanOrEqualTo(90.0, 100.0 * trial.Right / trial.Windows, $"{trial.Right} of {trial.Windows}");
    }

    [TestMethod]
    public async Task AVoiceFromOffScreenIsNobodys()
    {
        SpeakerTrial trial = await Show(ConversationPlan.Draw(1, 2, 8, offScreen: true), ConversationPlan.Draw(3, 1, 8, offScreen: true));
        Assert.IsGreaterThan(35, trial.Windows);
        Assert.IsGreaterThanOrEqualTo(95.0, 100.0 * trial.Right / trial.Windows, $"{trial.Right} of {trial.Windows}");
    }

    [TestMethod]
    public async Task LipsThatMoveWithoutAVoiceAreNotTakenForIt()
    {
        SpeakerTrial trial = await Show(ConversationPlan.Draw(1, 2, 12) with { Mouthing = true });
        Assert.IsLessThanOrEqualTo(8.0, 100.0 * trial.Wrong / trial.Windows, $"{trial.Wrong} of {trial.Windows}");
        Assert.IsGreaterThanOrEqualTo(80.0, 100.0 * trial.Right / trial.Windows, $"{trial.Right} of {trial.Windows}");
    }

    [TestMethod]
    public void WhatOthersSayIsSilencedAndTheirShareTold()
    {
        var timeline = new SpeakerTimeline();
        timeline.Set(0, 20, 1);
        timeline.Set(20, 40, 2);
        timeline.Set(40, 50, SpeakerTimeline.Nobody);
        timeline.Set(50, 60, SpeakerTimeline.Silence);
        var window = new WindowBuffer(32, twoClip: false);
        window.Begin(0, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        var voice = new PersonVoice(2, timeline, () => false);
        Assert.IsTrue(voice.IsHeard(window));
        Assert.AreEqual(ReadingFlags.OtherSpeaker, window.VoiceFlags, "1 s of theirs, 1.5 s of others");
        float[] samples = [.. Enumerable.Repeat(1f, 3000)];
        voice.Mute(samples, 1000, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Assert.AreEqual(0, samples.AsSpan(0, 1000).ToArray().Sum());
        Assert.AreEqual(1000, samples.AsSpan(1000, 1000).ToArray().Sum(), 10, "with a fade");
        Assert.AreEqual(0, samples.AsSpan(2010, 480).ToArray().Sum());
        Assert.AreEqual(500, samples.AsSpan(2500, 500).ToArray().Sum(), 10, "the room is heard by all");

        window.Begin(0, TimeSpan.Zero, TimeSpan.FromSeconds(0.9));
        Assert.IsFalse(voice.IsHeard(window), "nothing is theirs");
        var first = new PersonVoice(1, timeline, () => false);
        window.Begin(0, TimeSpan.Zero, TimeSpan.FromSeconds(0.9));
        Assert.IsTrue(first.IsHeard(window));
        Assert.AreEqual(ReadingFlags.None, window.VoiceFlags);

        timeline.Set(60, 70, SpeakerTimeline.Unknown);
        window.Begin(0, TimeSpan.FromSeconds(3.05), TimeSpan.FromSeconds(3.4));
        Assert.IsFalse(first.IsHeard(window), "one of two, but which");
        window.Begin(0, TimeSpan.FromSeconds(3.05), TimeSpan.FromSeconds(3.4));
        Assert.IsTrue(new PersonVoice(1, timeline, () => true).IsHeard(window), "who else");
        Assert.AreEqual(ReadingFlags.None, window.VoiceFlags);
    }

    [TestMethod]
    public void TheVoiceIsHeardBetweenHumAndHissOnly()
    {
        foreach (int rate in (int[])[8000, 16000, 48000])
        {
            double Level(double hertz)
            {
                var ring = new AudioRing(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1));
                ring.Restart(rate, 1, TimeSpan.Zero);
                ring.Write([.. Enumerable.Range(0, rate).Select(i => (float)Math.Sin(2 * Math.PI * hertz * i / rate))], 1, TimeSpan.Zero);
                var envelope = new VoiceEnvelope();
                envelope.Read(ring);
                return envelope.At(50);
            }
            Assert.AreEqual(0.707, Level(900), 0.03, $"{rate} Hz");
            Assert.IsLessThan(0.05, Level(50), $"{rate} Hz");
            if (rate > 20000)
                Assert.IsLessThan(0.1, Level(15000), $"{rate} Hz");
        }
    }

    private static async Task<SpeakerTrial> Show(params ConversationPlan[] plans)
    {
        using var model = new TinyModel();
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(model.Path, new() { Engine = new CpuEngine(1) });
        var trial = new SpeakerTrial();
        foreach (ConversationPlan plan in plans)
            await trial.Run(recognizer, plan, accuracy: false);
        return trial;
    }
}
