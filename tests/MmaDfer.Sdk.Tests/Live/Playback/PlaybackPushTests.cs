using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Live.Playback;

/// <summary>What a stream makes of the playback: nothing where the microphone does not hear it, a window without it where it does.</summary>
[TestClass]
public sealed class PlaybackPushTests
{
    private const int Rate = 16000;
    private static readonly string[] s_labels = ["neutral", "sadness"];

    [TestMethod]
    public void WhatTheMicrophoneDoesNotHearChangesNothing()
    {
        // Headphones.
        float[] voice = PlaybackPartsTests.Voices(8, first: 50), played = PlaybackPartsTests.Voices(8);
        List<float[]> without = Windows(voice, null, Rate, out _), with = Windows(voice, played, Rate, out List<ReadingFlags> flags);
        Assert.IsTrue(flags.TrueForAll(f => f == 0));
        Assert.HasCount(without.Count, with);
        for (int i = 0; i < with.Count; i++)
            CollectionAssert.AreEqual(without[i], with[i]);
    }

    [TestMethod]
    public void WindowsBeforeAndLongAfterThePlaybackAreAsWithout()
    {
        float[] voice = PlaybackPartsTests.Voices(16, first: 50), played = PlaybackPartsTests.Voices(16);
        played.AsSpan(0, 4 * Rate).Clear();
        played.AsSpan(8 * Rate).Clear();
        float[] heard = Mix(voice, new SimulatedRoom { Reverberation = 0.4, Delay = 0.2 }.Hear(played, Rate), 0.5);
        List<float[]> without = Windows(heard, null, Rate, out _), with = Windows(heard, played, Rate, out List<ReadingFlags> flags);
        Assert.IsTrue(flags.Exists(f => f.HasFlag(ReadingFlags.PlaybackHeard)));
        for (int i = 0; i < with.Count; i++)
        {
            double end = (i + 1) * 0.25;
            if (end is < 4 or > 12)
            {
                Assert.AreEqual((ReadingFlags)0, flags[i], $"at {end} s");
                CollectionAssert.AreEqual(without[i], with[i], $"at {end} s");
            }
        }
    }

    /// <param name="playedRate">Samples per second of the playback.</param>
    /// <param name="heardRate">Of the microphone.</param>
    /// <param name="share">Of the windows from 4 s on, how many must be told; at the last rates more of the echo is left.</param>
    [TestMethod]
    [DataRow(16000, 16000, 0.9)]
    [DataRow(48000, 16000, 0.9)]
    [DataRow(44100, 48000, 0.9)]
    [DataRow(22050, 44100, 0.4)]
    public void PlaybackAloneIsNotHeard(int playedRate, int heardRate, double share)
    {
        float[] played = PlaybackPartsTests.Voices(8);
        float[] heard = PlaybackTrial.Resample(new SimulatedRoom { Reverberation = 0.3, Delay = 0.1 }.Hear(played, Rate), heardRate);
        var random = new Random(1);
        heard = [.. heard.Select(s => s + 0.002f * (random.NextSingle() - 0.5f))];
        List<float[]> windows = Windows(heard, PlaybackTrial.Resample(played, playedRate), heardRate, out List<ReadingFlags> flags, playedRate);
        float[] silence = new float[Spectrogram.Length];
        Spectrogram.WriteSilence(silence);
        int only = 0, late = 0;
        for (int i = 0; i < windows.Count; i++)
        {
            bool isOnly = flags[i].HasFlag(ReadingFlags.OnlyPlayback);
            late += i >= 16 ? 1 : 0;
            only += isOnly && i >= 16 ? 1 : 0;
            if (isOnly)
                CollectionAssert.AreEqual(silence, windows[i]);
        }
        Assert.IsGreaterThanOrEqualTo(share * late, only, string.Join(' ', flags));
    }

    [TestMethod]
    public void ADelayThatJumpsIsFoundAgain()
    {
        float[] played = PlaybackPartsTests.Voices(16);
        float[] early = new SimulatedRoom { Delay = 0.4 }.Hear(played, Rate), late = new SimulatedRoom { Delay = 0.1, Seed = 2 }.Hear(played, Rate);
        Windows([.. early[..(8 * Rate)], .. late[(8 * Rate)..]], played, Rate, out List<ReadingFlags> flags);
        Assert.IsTrue(flags.Skip(56).All(f => f.HasFlag(ReadingFlags.OnlyPlayback)), string.Join(' ', flags));
    }

    [TestMethod]
    public void PlaybackOfFaultyClocksAndSamplesDoesNoHarm()
    {
        var random = new Random(1);
        LiveStream stream = Stream();
        var window = new WindowBuffer(32, twoClip: false);
        float[] samples = PlaybackPartsTests.Voices(2);
        TimeSpan[] times = [TimeSpan.MinValue, TimeSpan.Zero, TimeSpan.MaxValue, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)];
        for (int i = 0; i < 200; i++)
        {
            float[] block = samples.AsSpan(random.Next(samples.Length - 900), random.Next(900)).ToArray();
            if (i % 7 == 0 && block.Length > 3)
                (block[0], block[1], block[2]) = (float.NaN, float.PositiveInfinity, float.MaxValue);
            TimeSpan time = i % 5 == 0 ? times[random.Next(times.Length)] : TimeSpan.FromSeconds(i * 0.05);
            stream.PushPlayback(block, random.Next(3) switch { 0 => 100, 1 => 16000, _ => 96000 }, 1, time);
            stream.PushAudio(block, random.Next(8) == 0 ? 100 : 16000, 1, random.Next(20) == 0 ? time : TimeSpan.FromSeconds(i * 0.05));
            stream.TakeWindow(window);
            foreach (float value in window.Spectrogram)
                Assert.IsTrue(float.IsFinite(value));
        }
    }

    [TestMethod]
    public void PushingPlaybackAllocatesNothingAndDoesNotAdvanceTheTime()
    {
        using var model = new TinyModel();
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(model.Path, new() { Engine = new CpuEngine(1) });
        using EmotionStream stream = recognizer.OpenStream(new());
        float[] block = new float[960];
        int pushes = 0;
        Assert.AreEqual(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 100; i++)
                stream.PushPlayback(block, 48000, TimeSpan.FromSeconds(0.01 * pushes++), 2);
        }));
        Assert.IsFalse(stream.TryGetLatest(out _));
        Assert.IsTrue(stream.IsIdle);
        Assert.ThrowsExactly<ArgumentException>(() => stream.PushPlayback(block.AsSpan(0, 3), 48000, default, 2));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => stream.PushPlayback(block, 1, default));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => stream.PushPlayback(block, 48000, default, 0));
    }

    [TestMethod]
    public void TakingTheEchoOffAllocatesNothing()
    {
        float[] played = PlaybackPartsTests.Voices(10);
        float[] heard = new SimulatedRoom { Reverberation = 0.3, Delay = 0.1 }.Hear(played, Rate);
        LiveStream stream = Stream();
        var window = new WindowBuffer(32, twoClip: false);
        int at = 0;
        void Push()
        {
            TimeSpan time = TimeSpan.FromSeconds((double)at / Rate);
            stream.PushPlayback(played.AsSpan(at, Rate / 4), Rate, 1, time);
            stream.PushAudio(heard.AsSpan(at, Rate / 4), Rate, 1, time);
            stream.TakeWindow(window);
            at += Rate / 4;
        }
        while (at < 6 * Rate)
            Push();
        Assert.AreNotEqual((ReadingFlags)0, window.Playback);
        Assert.AreEqual(0, Allocation.Least(Push));
    }

    private static LiveStream Stream() => new(new EmotionStreamOptions { Window = TimeSpan.FromSeconds(2), FaceFinder = null }, 32, s_labels);

    /// <summary>What the network would hear, each quarter of a second.</summary>
    private static List<float[]> Windows(float[] heard, float[]? played, int heardRate, out List<ReadingFlags> flags, int playedRate = Rate)
    {
        LiveStream stream = Stream();
        var window = new WindowBuffer(32, twoClip: false);
        var result = new List<float[]>();
        flags = [];
        int perPush = heardRate / 20, playedPerPush = playedRate / 20;
        for (int push = 0; (push + 1) * perPush <= heard.Length; push++)
        {
            TimeSpan time = TimeSpan.FromSeconds(push * 0.05);
            if (played is not null)
                stream.PushPlayback(played.AsSpan(push * playedPerPush, playedPerPush), playedRate, 1, time);
            stream.PushAudio(heard.AsSpan(push * perPush, perPush), heardRate, 1, time);
            if (push % 5 != 4)
                continue;
            stream.TakeWindow(window);
            result.Add(window.Spectrogram.ToArray());
            flags.Add(window.Playback);
        }
        return result;
    }

    private static float[] Mix(float[] voice, float[] echo, double gain) => [.. voice.Zip(echo, (a, b) => (float)(a + gain * b))];
}
