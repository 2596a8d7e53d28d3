using System.Diagnostics;
using System.Globalization;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Reliability;

/// <summary>
/// A game loop of 60 frames a second that pushes a picture of 1280 x 720 and sound, calls Update and polls, while the network runs:
/// how long that takes of each frame.
/// </summary>
internal static class FrameTimes
{
    private const int FrameRate = 60, SampleRate = 48000;

    /// <summary>Time before it counts: the runtime compiles in them, on the processors that the loop runs on, what is called often.</summary>
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(5);

    /// <summary>How the face of a frame is known.</summary>
    public enum Way
    {
        /// <summary>The whole picture.</summary>
        Whole,

        /// <summary>The game knows.</summary>
        Box,

        /// <summary>A finder looks for it.</summary>
        Finder,
    }

    /// <param name="Frames">Frames of the loop.</param>
    /// <param name="Mean">Milliseconds of a frame, on average.</param>
    /// <param name="Median">Half of the frames take no longer.</param>
    /// <param name="Most">99.9 % take no longer.</param>
    /// <param name="Longest">The longest one.</param>
    /// <param name="Allocated">Bytes that the loop's thread allocated, all frames together.</param>
    /// <param name="Allocating">Frames in which it allocated anything.</param>
    /// <param name="Readings">Windows that were recognised meanwhile.</param>
    /// <param name="Dropped">Frames that found the thread that cuts out faces too far behind.</param>
    public sealed record Result(int Frames, double Mean, double Median, double Most, double Longest, long Allocated, int Allocating, long Readings, long Dropped)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{Frames} frames: mean {Mean:0.000} ms, median {Median:0.000} ms, 99.9 % {Most:0.000} ms, longest {Longest:0.000} ms; {Allocated} bytes allocated in {Allocating} frames; {Readings} readings; {Dropped} frames dropped");
    }

    /// <summary>Runs the loop in real time.</summary>
    public static Result Measure(EmotionRecognizer recognizer, Way way, TimeSpan duration, TimeSpan? warmUp = null)
    {
        var camera = new MadeUpCamera();
        using EmotionStream stream = recognizer.OpenStream(way == Way.Finder ? new() { FaceFinder = camera } : null);
        int warm = (int)((warmUp ?? s_warmUp).TotalSeconds * FrameRate), frames = (int)(duration.TotalSeconds * FrameRate);
        float[] audio = new float[SampleRate / FrameRate];
        for (int i = 0; i < audio.Length; i++)
            audio[i] = 0.1f * MathF.Sin(0.05f * i);
        double[] times = new double[frames];
        int allocating = 0;
        long allocated = 0, start = Stopwatch.GetTimestamp();
        for (int frame = -warm; frame < frames; frame++)
        {
            // As a game waits for its screen.
            TimeSpan due = TimeSpan.FromSeconds((double)(frame + warm) / FrameRate), ahead = due - Stopwatch.GetElapsedTime(start);
            if (ahead > TimeSpan.Zero)
                Thread.Sleep(ahead);
            long before = GC.GetAllocatedBytesForCurrentThread(), begin = Stopwatch.GetTimestamp();
            Tick(stream, camera, way, audio, due);
            double took = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            if (frame < 0)
                continue;
            times[frame] = took;
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            allocated += bytes;
            allocating += bytes > 0 ? 1 : 0;
        }
        EmotionStreamStatistics counts = stream.Statistics;
        double[] ordered = [.. times.Order()];
        return new Result(
            frames, times.Average(), ordered[frames / 2], ordered[(int)Math.Ceiling(0.999 * frames) - 1], ordered[^1], allocated, allocating,
            counts.Readings, counts.FramesDropped);
    }

    private static void Tick(EmotionStream stream, MadeUpCamera camera, Way way, float[] audio, TimeSpan time)
    {
        FrameView frame = camera.At(time, out FaceBox face);
        if (way == Way.Box)
            stream.PushFrame(frame, face, time);
        else
            stream.PushFrame(frame, time);
        stream.PushAudio(audio, SampleRate, time);
        stream.Update();
        stream.TryGetLatest(out _);
    }
}
