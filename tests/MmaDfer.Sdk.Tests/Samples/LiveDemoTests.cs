using System.Collections.Concurrent;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Samples;

/// <summary>The demo model watches drawn people whose emotions change: from pixels and samples to events.</summary>
[TestClass]
public sealed class LiveDemoTests
{
    private const int Size = 96, FrameRate = 25;

    /// <summary>Seconds of each emotion: three clips.</summary>
    private const double Each = 6;

    private static readonly Emotion[] s_emotions = [Emotion.Happiness, Emotion.Anger, Emotion.Surprise, Emotion.Fear];

    private static readonly ConcurrentDictionary<int, Lazy<(List<ReadOnlyMemory<byte>> Frames, float[] Audio)>> s_people = new();

    // As long as the clips that the model was trained on.
    private static readonly EmotionStreamOptions s_options = new() { Window = TimeSpan.FromSeconds(2) };

    [ClassCleanup]
    public static void Forget() => s_people.Clear();

    [TestMethod]
    public void LabelChangesAreRaisedWhenTheyHappen()
    {
        using EmotionRecognizer recognizer = Load();
        int told = 0, other = 0;
        for (int person = 2000; person < 2004; person++)
        {
            List<(string? Emotion, double Time)> changes = Watch(recognizer, person);
            Console.WriteLine($"person {person}: {string.Join(", ", changes.Select(c => $"{c.Emotion} at {c.Time:0.00} s"))}");
            int right = s_emotions.Where((emotion, i) => changes.Any(c => c.Emotion == EmotionTable.Label(emotion) && c.Time - i * Each is > 0.5 and < 2.6)).Count();
            told += right;
            other += changes.Count - right;
        }
        // Of 16. Others were 15 when this was written: between two clips a face comes to rest and is neutral for a moment.
        Assert.IsGreaterThanOrEqualTo(14, told);
        Assert.IsLessThanOrEqualTo(20, other);
    }

    [TestMethod]
    [DataRow(WindowReuse.Exact, 0.8)]
    [DataRow(WindowReuse.Approximate, 0.75)]
    public async Task TheShownLabelIsTheDrawnEmotionMostOfTheTime(WindowReuse reuse, double least)
    {
        using EmotionRecognizer recognizer = Load();
        int right = 0, all = 0;
        for (int person = 2001; person < 2004; person++)
        {
            (List<ReadOnlyMemory<byte>> drawn, float[] spoken) = Play(person);
            using var frames = new MemoryFrameSource(drawn, Size, Size, framesPerSecond: FrameRate);
            using var audio = new MemoryAudioSource(spoken, SyntheticClip.SampleRate);
            await foreach (EmotionReading reading in recognizer.WatchAsync(frames, audio, s_options with { Reuse = reuse }))
            {
                double time = reading.Time.TotalSeconds - 0.001;
                if (time % Each < 2.5)
                    continue;
                all++;
                right += reading.Label == EmotionTable.Label(s_emotions[(int)(time / Each)]) ? 1 : 0;
            }
        }
        Console.WriteLine($"{right} of {all} readings, 2.5 s or more after a change");
        Assert.AreEqual(3 * 4 * 14, all);
        // 142 and 134 when this was written; other processors round differently.
        Assert.IsGreaterThanOrEqualTo(least * all, right);
    }

    /// <summary>Pushes as a camera and a microphone would.</summary>
    private static List<(string? Emotion, double Time)> Watch(EmotionRecognizer recognizer, int person)
    {
        using EmotionStream stream = recognizer.OpenStream(s_options);
        var changes = new List<(string? Emotion, double Time)>();
        stream.EmotionChanged += (_, change) => changes.Add((change.Label, change.Reading.Time.TotalSeconds));
        (List<ReadOnlyMemory<byte>> frames, float[] audio) = Play(person);
        int block = SyntheticClip.SampleRate / FrameRate;
        for (int i = 0; i < frames.Count; i++)
        {
            TimeSpan time = TimeSpan.FromSeconds((double)i / FrameRate);
            stream.PushAudio(audio.AsSpan(i * block, block), SyntheticClip.SampleRate, time);
            stream.PushFrame(new FrameView(frames[i].Span, Size, Size, PixelLayout.Rgb24), time);
            // In real time it would be long done.
            Wait.UntilIdle(stream);
            stream.Update();
        }
        return changes;
    }

    private static EmotionRecognizer Load() =>
        EmotionRecognizer.Load(Path.Combine(AppContext.BaseDirectory, "demo.safetensors"), new() { Engine = new CpuEngine(1) });

    /// <summary>Drawn once for all tests; the threads of two tests wait for the same drawing.</summary>
    private static (List<ReadOnlyMemory<byte>> Frames, float[] Audio) Play(int person) =>
        s_people.GetOrAdd(person, p => new(() => Draw(p))).Value;

    private static (List<ReadOnlyMemory<byte>> Frames, float[] Audio) Draw(int person)
    {
        var generator = new ClipGenerator(new ClipSettings { FramesPerSecond = FrameRate, Seed = 13, Size = Size });
        var frames = new List<ReadOnlyMemory<byte>>();
        var audio = new List<float>();
        for (int i = 0; i < s_emotions.Length * 3; i++)
        {
            SyntheticClip clip = generator.Generate(new ClipRecipe(100 * person + i, s_emotions[i / 3], person));
            frames.AddRange(clip.Frames.Select(f => (ReadOnlyMemory<byte>)f));
            audio.AddRange(clip.Samples.Select(s => s / 32768f));
        }
        return (frames, [.. audio]);
    }
}
