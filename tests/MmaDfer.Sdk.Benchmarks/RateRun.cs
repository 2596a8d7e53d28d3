using System.Globalization;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Tests.Audio;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>
/// The tables of docs/audio.md: how often the demo model is right about drawn people whose voices come at other sample rates, in one channel
/// or among others, with the rate that it names and without; and what a push of audio costs.
/// </summary>
internal static class RateRun
{
    public static void Run(int clips)
    {
        string model = Path.Combine(AppContext.BaseDirectory, "demo.safetensors"), nameless = Path.Combine(Path.GetTempPath(), $"nameless-{Environment.ProcessId}.safetensors");
        RateTrial.WriteWithoutRate(model, nameless);
        using EmotionRecognizer named = EmotionRecognizer.Load(model, new() { Engine = new CpuEngine(1) });
        using EmotionRecognizer native = EmotionRecognizer.Load(nameless, new() { Engine = new CpuEngine(1), AudioChannel = AudioChannel.Published });
        File.Delete(nameless);
        var trial = new RateTrial(clips);
        Console.WriteLine($"{clips} clips; right in %: mono | right channel of stereo | centre of 5.1 | mono at its own rate, as if the model named none");
        foreach (int rate in (int[])[16000, 44100, 48000, 22050, 32000, 96000, 8000, 11025])
        {
            double[] right =
            [
                trial.Accuracy(trial.Predict(named, rate)),
                trial.Accuracy(trial.Predict(named, rate, voice => [RateTrial.Hiss(voice, 0.003), voice])),
                trial.Accuracy(trial.Predict(named, rate, Centre)),
                trial.Accuracy(trial.Predict(native, rate)),
            ];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rate,6} Hz: {right[0]:0.0} | {right[1]:0.0} | {right[2]:0.0} | {right[3]:0.0}"));
        }
        double published = trial.Accuracy(trial.Predict(native, 16000, voice => [RateTrial.Hiss(voice, 0.003), voice]));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"right channel of stereo, first channel heard: {published:0.0}"));
        foreach ((int rate, int channels) in ((int, int)[])[(48000, 2), (48000, 1), (96000, 2), (44100, 6)])
            Cost(rate, channels);
    }

    /// <summary>As films are mixed: what goes to both sides of stereo at 0.707 is in the centre.</summary>
    private static float[][] Centre(float[] voice)
    {
        float[] none = new float[voice.Length];
        return [none, none, [.. voice.Select(v => v * 1.41421356f)], none, none, none];
    }

    private static void Cost(int rate, int channels)
    {
        var stream = new LiveStream(new(), 32, EmotionLabels.Dfew, () => new(16000, AudioChannel.Auto));
        var window = new WindowBuffer(32, twoClip: false);
        float[] block = new float[rate / 100 * channels];
        double[] pushes = new double[3000], windows = new double[30];
        for (int i = 0; i < pushes.Length; i++)
        {
            for (int s = 0; s < block.Length; s++)
                block[s] = MathF.Sin(s + i);
            TimeSpan time = TimeSpan.FromSeconds(0.01 * i);
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            stream.PushAudio(block, rate, channels, time);
            pushes[i] = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            if (i % 100 != 99)
                continue;
            start = System.Diagnostics.Stopwatch.GetTimestamp();
            stream.TakeWindow(window);
            windows[i / 100] = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }
        Array.Sort(pushes);
        Array.Sort(windows);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{rate} Hz, {channels} channels: 10 ms pushed in {pushes[pushes.Length / 2]:0.0} us (99 % of the pushes under {pushes[pushes.Length * 99 / 100]:0.0}), a window of 3 s heard in {windows[windows.Length / 2] / 1000:0.0} ms"));
    }
}
