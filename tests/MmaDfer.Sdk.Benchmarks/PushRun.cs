using System.Diagnostics;
using System.Globalization;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>What pushing audio costs with everything on, in a stream and in a scene of four people: 10 ms of 48 kHz stereo.</summary>
internal static class PushRun
{
    private const int Rate = 48000, Block = Rate / 100, Pushes = 3000, FirstMeasured = 1000;

    public static void Run()
    {
        // The demo model learned 16 kHz, so that audio is resampled for its windows; channels are chosen by themselves (AudioChannel.Auto) by default.
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(Path.Combine(AppContext.BaseDirectory, "demo.safetensors"));
        IFaceFinder finder = FaceFinder.Create((frame, faces) =>
        {
            for (int i = 0; i < 4; i++)
                faces[i] = new FaceBox((i + 0.5f) * frame.Width / 5, frame.Height / 3f, frame.Height / 4f, frame.Height / 4f);
            return 4;
        });
        var options = new EmotionStreamOptions { HearOnlyVoice = true };
        using (EmotionStream stream = recognizer.OpenStream(options))
            Measure("a stream", stream.PushFrame, stream.PushAudio, stream.PushPlayback, () => stream.IsIdle);
        using EmotionScene scene = recognizer.OpenScene(new() { Stream = options with { FaceFinder = finder } });
        Measure("a scene of four people", scene.PushFrame, scene.PushAudio, scene.PushPlayback, () => scene.IsIdle);
    }

    private delegate void FramePush(FrameView frame, TimeSpan time);

    private delegate void AudioPush(ReadOnlySpan<float> samples, int sampleRate, TimeSpan time, int channels);

    private static void Measure(string name, FramePush pushFrame, AudioPush pushAudio, AudioPush pushPlayback, Func<bool> isIdle)
    {
        byte[] pixels = new byte[3 * 320 * 120];
        new Random(1).NextBytes(pixels);
        float[] heard = new float[2 * Block], played = new float[2 * Block];
        var times = new double[2][];
        (times[0], times[1]) = (new double[Pushes], new double[Pushes]);
        var random = new Random(2);
        for (int push = 0; push < Pushes; push++)
        {
            for (int i = 0; i < heard.Length; i++)
                (heard[i], played[i]) = ((float)(0.1 * (random.NextDouble() - 0.5)), (float)(0.1 * (random.NextDouble() - 0.5)));
            TimeSpan time = TimeSpan.FromMilliseconds(10 * push);
            long start = Stopwatch.GetTimestamp();
            pushPlayback(played, Rate, time, 2);
            long middle = Stopwatch.GetTimestamp();
            pushAudio(heard, Rate, time, 2);
            times[0][push] = Stopwatch.GetElapsedTime(middle).TotalMicroseconds;
            times[1][push] = Stopwatch.GetElapsedTime(start, middle).TotalMicroseconds;
            if (push % 4 != 3)
                continue;
            pushFrame(new FrameView(pixels, 320, 120, PixelLayout.Rgb24), time);
            SpinWait.SpinUntil(isIdle, 1000);
        }
        string Of(double[] all)
        {
            double[] sorted = [.. all.Skip(FirstMeasured).Order()];
            return string.Create(CultureInfo.InvariantCulture, $"{sorted[sorted.Length / 2]:0.0} us median, {sorted[sorted.Length * 95 / 100]:0.0} us at 95 %");
        }
        Console.WriteLine($"{name}, 10 ms of 48 kHz stereo: PushAudio {Of(times[0])}; PushPlayback {Of(times[1])}");
    }
}
