using System.Diagnostics;
using System.Globalization;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>
/// Approximate windows beside exact ones: how often both name the same emotion, how far their probabilities are apart, how often each
/// is right, and what a window costs. The demo model watches drawn people whose emotions change every 6 s.
/// </summary>
internal static class ReuseRun
{
    private const int Size = 96, FrameRate = 25, ClipsOfEach = 3;
    private const double Each = 6;
    private static readonly Emotion[] s_emotions = Enum.GetValues<Emotion>();

    public static async Task Compare(int people)
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(Path.Combine(AppContext.BaseDirectory, "demo.safetensors"));
        int windows = 0, same = 0, settled = 0, exactRight = 0, approximateRight = 0;
        double apart = 0;
        for (int person = 0; person < people; person++)
        {
            (List<ReadOnlyMemory<byte>> frames, float[] audio) = Play(2000 + person);
            (List<EmotionReading> exact, _) = await Watch(recognizer, frames, audio, Size, WindowReuse.Exact, 2);
            (List<EmotionReading> approximate, _) = await Watch(recognizer, frames, audio, Size, WindowReuse.Approximate, 2);
            for (int i = 0; i < exact.Count; i++)
            {
                EmotionPrediction a = exact[i].Raw!, b = approximate[i].Raw!;
                windows++;
                same += a.Label == b.Label ? 1 : 0;
                double largest = 0;
                for (int label = 0; label < a.Labels.Count; label++)
                    largest = Math.Max(largest, Math.Abs(a.Probabilities[label] - b.Probabilities[label]));
                apart += largest;
                double time = exact[i].Time.TotalSeconds - 0.001;
                if (time % Each < 2)
                    continue;
                string felt = EmotionTable.Label(s_emotions[(int)(time / Each)]);
                settled++;
                exactRight += a.Label == felt ? 1 : 0;
                approximateRight += b.Label == felt ? 1 : 0;
            }
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{people} people, {windows} windows: same emotion in {100.0 * same / windows:0.0} %, largest difference of a probability {apart / windows:0.000} on average; of {settled} windows of one emotion alone right {100.0 * exactRight / settled:0.0} % exact, {100.0 * approximateRight / settled:0.0} % approximate"));
    }

    /// <summary>Milliseconds of a full window of the base model, in float32 and in 8 bit.</summary>
    public static async Task Cost(int imageSize)
    {
        double exact = 0;
        foreach (Precision precision in (Precision[])[Precision.Float32, Precision.Int8])
            exact = await Cost(imageSize, new CpuEngine { Precision = precision }, exact);
    }

    private static async Task<double> Cost(int imageSize, CpuEngine engine, double exact)
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.CreateUntrained(imageSize, options: new() { Engine = engine });
        byte[][] noise = [.. Enumerable.Range(0, 150).Select(i => Noise(i, imageSize))];
        float[] audio = [.. Enumerable.Range(0, 6 * 16000).Select(i => 0.2f * MathF.Sin(0.05f * i))];
        double[] milliseconds = new double[2];
        foreach (WindowReuse reuse in (WindowReuse[])[WindowReuse.Exact, WindowReuse.Approximate])
            (_, milliseconds[(int)reuse]) = await Watch(recognizer, [.. noise.Select(n => (ReadOnlyMemory<byte>)n)], audio, imageSize, reuse, 3);
        exact = exact == 0 ? milliseconds[0] : exact;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"base model, {imageSize} px, {recognizer.Engine}: exact {milliseconds[0]:0} ms a window, approximate {milliseconds[1]:0} ms; {milliseconds[0] / exact:0.000} and {milliseconds[1] / exact:0.000} of exact float32"));
        return exact;
    }

    /// <summary>All readings, and the mean time of those after the first full window.</summary>
    private static async Task<(List<EmotionReading> Readings, double Milliseconds)> Watch(
        EmotionRecognizer recognizer, IReadOnlyList<ReadOnlyMemory<byte>> frames, float[] audio, int size, WindowReuse reuse, double window)
    {
        using var frameSource = new MemoryFrameSource(frames, size, size, framesPerSecond: FrameRate);
        using var audioSource = new MemoryAudioSource(audio, SyntheticClip.SampleRate);
        var options = new EmotionStreamOptions { Window = TimeSpan.FromSeconds(window), Reuse = reuse };
        var readings = new List<EmotionReading>();
        long start = 0;
        int first = 0;
        await foreach (EmotionReading reading in recognizer.WatchAsync(frameSource, audioSource, options))
        {
            readings.Add(reading);
            if (start == 0 && reading.Time.TotalSeconds > window + 0.5)
                (start, first) = (Stopwatch.GetTimestamp(), readings.Count);
        }
        return (readings, Stopwatch.GetElapsedTime(start).TotalMilliseconds / (readings.Count - first));
    }

    private static (List<ReadOnlyMemory<byte>> Frames, float[] Sound) Play(int person)
    {
        var generator = new ClipGenerator(new ClipSettings { FramesPerSecond = FrameRate, Seed = 13, Size = Size });
        var frames = new List<ReadOnlyMemory<byte>>();
        var audio = new List<float>();
        for (int i = 0; i < s_emotions.Length * ClipsOfEach; i++)
        {
            SyntheticClip clip = generator.Generate(new ClipRecipe(100 * person + i, s_emotions[i / ClipsOfEach], person));
            frames.AddRange(clip.Frames.Select(f => (ReadOnlyMemory<byte>)f));
            audio.AddRange(clip.Samples.Select(s => s / 32768f));
        }
        return (frames, [.. audio]);
    }

    private static byte[] Noise(int seed, int size)
    {
        byte[] pixels = new byte[3 * size * size];
        new Random(seed).NextBytes(pixels);
        return pixels;
    }
}
