// A game that feels its player's mood, 60 times a second, without ever waiting for it.
//
//   dotnet run -c Release --project samples/GameLoop                 24 seconds of a drawn player who is happy, angry, surprised, afraid
//   dotnet run -c Release --project samples/GameLoop -- 60           as many seconds as you like
using System.Diagnostics;
using System.Globalization;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.GameLoop;

internal static class Program
{
    private static void Main(string[] args) =>
        Run(args is [var text] && double.TryParse(text, CultureInfo.InvariantCulture, out double seconds) ? seconds : 24, Console.Out);

    internal static void Run(double seconds, TextWriter output)
    {
        // 1. Once, while the game loads. One thread is enough for the demo model, and leaves the others to the game.
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(
            Path.Combine(AppContext.BaseDirectory, "demo.safetensors"), new() { Engine = new CpuEngine(threads: 1) });
        var player = new DrawnPlayer(seconds);

        // 2. One stream for each player; this model was trained on clips of 2 s.
        using EmotionStream stream = recognizer.OpenStream(new() { Window = TimeSpan.FromSeconds(2) });
        stream.EmotionChanged += (_, change) => output.WriteLine(FormattableString.Invariant(
            $"{change.Reading.Time.TotalSeconds,5:0.0} s: {change.PreviousLabel ?? "nothing"} -> {change.Label ?? "nothing"} ({100 * change.Confidence:0} %)"));

        var times = new List<double>((int)(60 * seconds));
        long start = Stopwatch.GetTimestamp(), frames = 0;
        TimeSpan now;
        while ((now = Stopwatch.GetElapsedTime(start)).TotalSeconds < seconds)
        {
            // 3. In each frame of the game: what the camera and the microphone have given meanwhile. Pushing copies it and returns.
            bool seen = player.Look(now, out ReadOnlySpan<byte> pixels, out TimeSpan taken);
            ReadOnlySpan<float> sound = player.Listen(now, out TimeSpan heard);
            long before = Stopwatch.GetTimestamp();
            if (seen)
                stream.PushFrame(new FrameView(pixels, DrawnPlayer.Size, DrawnPlayer.Size, PixelLayout.Rgb24), taken);
            stream.PushAudio(sound, DrawnPlayer.SampleRate, heard);

            // 4. Events are raised here, on the thread of the game.
            stream.Update(now);
            // In the first second .NET compiles.
            if (now.TotalSeconds >= 1)
                times.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);

            // The rest of a game would be here, and at its end the display makes it wait for its turn.
            TimeSpan left = TimeSpan.FromSeconds(++frames / 60.0) - Stopwatch.GetElapsedTime(start);
            if (left > TimeSpan.Zero)
                Thread.Sleep(left);
        }
        times.Sort();
        double Quantile(double share) => times.Count == 0 ? 0 : times[(int)(share * (times.Count - 1))];
        output.WriteLine(FormattableString.Invariant(
            $"{frames} frames, {stream.Statistics.Readings} readings; push and Update took {Quantile(0.5):0.000} ms, in 99 of 100 frames up to {Quantile(0.99):0.000}, at worst {Quantile(1):0.000}."));
    }
}
