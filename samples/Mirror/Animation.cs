using System.Diagnostics;
using MmaDfer.Samples.Stage.Drawing;
using MmaDfer.Samples.Stage.Inputs;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Sdk;

namespace MmaDfer.Samples.Mirror;

/// <summary>
/// Draws a short animation for a page, in simulated time: a drawn person shows some emotions in a loop, and everything else is what the window
/// shows. The network runs as in real time; simulated time waits for it. The first round is not recorded, so the end leads to the beginning.
/// </summary>
internal static class Animation
{
    public const int FramesPerSecond = 8, Width = 640;

    private const int DrawnPerSecond = 48;

    /// <summary>What the person shows, 2 s each.</summary>
    public static IReadOnlyList<Emotion?> Script { get; } =
    [
        Emotion.Happiness, Emotion.Happiness, Emotion.Sadness, Emotion.Sadness, Emotion.Anger, Emotion.Anger, Emotion.Surprise, Emotion.Surprise,
    ];

    /// <summary>Writes the animation with ffmpeg, in the format that the ending of its name says (.gif, .webp).</summary>
    /// <exception cref="MmaDferException">There is no ffmpeg, or it fails.</exception>
    public static void Write(string path, Mirror mirror, DrawnPerson person, double seconds, CancellationToken stop)
    {
        person.WaitUntilDrawn();
        using Process ffmpeg = Start(path);
        Task<string> problem = ffmpeg.StandardError.ReadToEndAsync(stop);
        var canvas = new Canvas(Mirror.Width, Mirror.Height);
        var painter = new SoftwarePainter(Mirror.Width, Mirror.Height);
        int first = Script.Count * 2 * DrawnPerSecond, last = first + (int)(seconds * DrawnPerSecond);
        try
        {
            for (int i = 0; i < last && !stop.IsCancellationRequested; i++)
            {
                TimeSpan now = TimeSpan.FromSeconds((double)i / DrawnPerSecond);
                mirror.Draw(canvas, now);
                if (i >= first && i % (DrawnPerSecond / FramesPerSecond) == 0)
                {
                    painter.Paint(canvas);
                    ffmpeg.StandardInput.BaseStream.Write(painter.ToRgb());
                }
                long before = Stopwatch.GetTimestamp();
                while (mirror.IsBehind(now) && Stopwatch.GetElapsedTime(before).TotalSeconds < 1)
                    Thread.Sleep(1);
            }
            ffmpeg.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended; what it says is the reason.
        }
        ffmpeg.WaitForExit();
        if (ffmpeg.ExitCode != 0)
            throw new MmaDferException($"ffmpeg cannot write {path}: {problem.Result.Trim()}");
    }

    private static Process Start(string path)
    {
        string name = Environment.GetEnvironmentVariable("MMADFER_FFMPEG") is { Length: > 0 } given ? given : "ffmpeg";
        // A page is read at less than the window's width. One table of colours for all frames, without the noise of dithering.
        string filter = $"scale={Width}:-2:flags=lanczos";
        string[] format = path.EndsWith(".gif", StringComparison.OrdinalIgnoreCase)
            ? ["-filter_complex", $"{filter},split[a][b];[a]palettegen=max_colors=128:stats_mode=full[p];[b][p]paletteuse=dither=none:diff_mode=rectangle"]
            : ["-vf", filter, "-loop", "0", "-quality", "45", "-compression_level", "6"];
        var start = new ProcessStartInfo(name) { RedirectStandardInput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] input = ["-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", $"{Mirror.Width}x{Mirror.Height}", "-r", $"{FramesPerSecond}", "-i", "-"];
        foreach (string argument in (string[])[.. input, .. format, "-y", path])
            start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception problem)
        {
            throw new MmaDferException($"An animation needs the program ffmpeg, and it cannot be started: {problem.Message}", problem);
        }
    }
}
