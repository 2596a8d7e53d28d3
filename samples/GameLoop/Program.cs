// A game loop that knows the player's emotion, 60 times per second, without ever waiting for it.
//
//   dotnet run -c Release --project samples/GameLoop                 20 seconds of a drawn player whose emotion changes every 4 s
//   dotnet run -c Release --project samples/GameLoop -- 60           any number of seconds
using System.Diagnostics;
using System.Globalization;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.GameLoop;

internal static class Program
{
    private static void Main(string[] args) =>
        Run(args is [var text] && double.TryParse(text, CultureInfo.InvariantCulture, out double seconds) ? seconds : 20, Console.Out);

    internal static void Run(double seconds, TextWriter output)
    {
        // 1. Once, while the game loads. One thread is enough for the demo model, and leaves the others to the game.
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(
            Path.Combine(AppContext.BaseDirectory, "demo.safetensors"), new() { Engine = new CpuEngine(threads: 1) });
        var player = new DrawnPlayer();

        // 2. One stream for each player; this model was trained on clips of 2 s. A game wants to know of a change at once.
        using EmotionStream stream = recognizer.OpenStream(new() { Window = TimeSpan.FromSeconds(2), RestartOnChange = true });
        stream.EmotionChanged += (_, change) => output.WriteLine(FormattableString.Invariant(
            $"{change.Reading.Time.TotalSeconds,5:0.0} s: {change.PreviousLabel ?? "none"} -> {change.Label ?? "none"} ({100 * change.Confidence:0} %)"));

        var times = new List<double>((int)(60 * seconds));
        long start = Stopwatch.GetTimestamp(), frames = 0;
        TimeSpan now;
        while ((now = Stopwatch.GetElapsedTime(start)).TotalSeconds < seconds)
        {
            // 3. In each frame of the game: push the new data of camera and microphone. Pushing copies it and returns.
            bool isNew = player.TryGetFrame(now, out ReadOnlySpan<byte> pixels, out TimeSpan taken);
            ReadOnlySpan<float> audio = player.ReadAudio(now, out TimeSpan recorded);
            long before = Stopwatch.GetTimestamp();
            if (isNew)
                stream.PushFrame(new FrameView(pixels, DrawnPlayer.Size, DrawnPlayer.Size, PixelLayout.Rgb24), taken);
            stream.PushAudio(audio, DrawnPlayer.SampleRate, recorded);

            // 4. Events are raised here, on the thread of the game.
            stream.Update(now);
            // Not measured in the first second, in which .NET compiles.
            if (now.TotalSeconds >= 1)
                times.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);

            // The rest of the game would be here; then it waits for the display.
            TimeSpan left = TimeSpan.FromSeconds(++frames / 60.0) - Stopwatch.GetElapsedTime(start);
            if (left > TimeSpan.Zero)
                Thread.Sleep(left);
        }
        times.Sort();
        double GetQuantile(double share) => times.Count == 0 ? 0 : times[(int)(share * (times.Count - 1))];
        output.WriteLine(FormattableString.Invariant(
            $"{frames} frames, {stream.Statistics.Readings} readings; push and Update: median {GetQuantile(0.5):0.000} ms, 99 % below {GetQuantile(0.99):0.000}, max {GetQuantile(1):0.000}."));
    }
}
