using System.Diagnostics;
using System.Globalization;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Recognition;
using MmaDfer.Sdk.Tests.Live.Playback;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>
/// The table of docs/audio.md: what the demo model says of drawn people in ten rooms with a loudspeaker, with and without
/// <see cref="EmotionStream.PushPlayback"/>.
/// </summary>
internal static class PlaybackRun
{
    private const int Clips = 14;

    public static void Run(int rooms)
    {
        using LoadedNetwork network = LoadedNetwork.Load(
            () => ModelFile.Open(Path.Combine(AppContext.BaseDirectory, "demo.safetensors")), new() { Engine = new CpuEngine(1) }, null, default);
        var trial = new PlaybackTrial(network, Clips);
        SimulatedRoom[] all = [.. Enumerable.Range(0, rooms).Select(SimulatedRoom.Number)];
        Write($"{rooms} rooms of {Clips} clips each");
        Write($"silent player, neutral face, sad voice of the game: said sad without | with PushPlayback | by the face alone; windows told as only playback");
        foreach (double decibels in (double[])[-30, -20, -12, -6, 0])
            Write($"{decibels,4} dB: {Silent(trial, all, decibels)}");
        List<PlaybackResult> quiet = Run(trial, all, null, push: false, silent: false);
        Write($"speaking player: right {Share(quiet, Right)} without any sound of the game; else without | with PushPlayback; windows told as only playback");
        foreach (double decibels in (double[])[-30, -20, -12, -6, 0])
            Write($"{decibels,4} dB: {Speaking(trial, all, decibels)}");
        foreach (double drift in (double[])[-3e-4, 0, 3e-4])
            Write($"-12 dB, clocks {100 * drift:0.00} % apart: {Both(trial, [.. all.Select(r => r with { Drift = drift })])}");
        foreach (double distortion in (double[])[3, 10])
            Write($"-12 dB, loudspeaker overdriven ({distortion:0}): {Both(trial, [.. all.Select(r => r with { Distortion = distortion })])}");
        foreach (int rate in (int[])[22050, 44100, 48000])
            Write($"-12 dB, playback at {rate} Hz: {Both(trial, all, rate)}");
        foreach (int rate in (int[])[16000, 48000])
            Cost(rate);
    }

    /// <summary>What pushes cost, and a window every 250 ms.</summary>
    public static void Cost(int rate)
    {
        float[] played = new PlaybackTrial(null!, Clips).Game(0, sad: false), heard = SimulatedRoom.Number(1).Hear(played, 16000);
        (played, heard) = (PlaybackTrial.Resample(played, rate), PlaybackTrial.Resample(heard, rate));
        LiveStream[] streams = [.. Enumerable.Range(0, 2).Select(_ => new LiveStream(new EmotionStreamOptions { FaceFinder = null }, 112, ["neutral"]))];
        var window = new WindowBuffer(112, twoClip: false);
        int block = rate / 100;
        float[] stereo = new float[2 * block];
        var times = new double[2, 3];
        for (int at = 0, push = 0; at + block <= heard.Length; at += block, push++)
        {
            TimeSpan time = TimeSpan.FromSeconds((double)at / rate);
            for (int which = 0; which < 2; which++)
            {
                long start = Stopwatch.GetTimestamp();
                if (which == 1)
                    streams[which].PushPlayback(Stereo(played, at, stereo), rate, 2, time);
                long middle = Stopwatch.GetTimestamp();
                streams[which].PushAudio(Stereo(heard, at, stereo), rate, 2, time);
                long end = Stopwatch.GetTimestamp();
                if (push % 25 == 24)
                    streams[which].TakeWindow(window);
                // The first seconds are compiled and searched in.
                if (push < 800)
                    continue;
                times[which, 0] += middle - start;
                times[which, 1] += end - middle;
                times[which, 2] += Stopwatch.GetTimestamp() - end;
            }
        }
        double pushes = heard.Length / block - 800, ticks = Stopwatch.Frequency;
        Write($"{rate} Hz stereo, 10 ms: PushPlayback {1e6 * times[1, 0] / pushes / ticks:0.0} us, PushAudio {1e6 * times[1, 1] / pushes / ticks:0.0} us; a window each 250 ms {25e3 * times[1, 2] / pushes / ticks:0.0} ms, without playback {25e3 * times[0, 2] / pushes / ticks:0.0} ms");
    }

    private static float[] Stereo(float[] samples, int from, float[] stereo)
    {
        for (int i = 0; i < stereo.Length; i++)
            stereo[i] = samples[from + i / 2];
        return stereo;
    }

    private static string Both(PlaybackTrial trial, SimulatedRoom[] rooms, int playedRate = 16000) =>
        $"silent {Silent(trial, rooms, -12, playedRate)}; speaking {Speaking(trial, rooms, -12, playedRate)}";

    private static string Silent(PlaybackTrial trial, SimulatedRoom[] rooms, double decibels, int playedRate = 16000)
    {
        List<PlaybackResult> without = Run(trial, rooms, decibels, push: false, silent: true, playedRate), with = Run(trial, rooms, decibels, push: true, silent: true, playedRate);
        return $"{Share(without, r => r.Said == "sadness")} | {Share(with, r => r.Said == "sadness")} | {Share(with, r => r.FaceAlone == "sadness")}; {Share(with, Only)}";
    }

    private static string Speaking(PlaybackTrial trial, SimulatedRoom[] rooms, double decibels, int playedRate = 16000)
    {
        List<PlaybackResult> without = Run(trial, rooms, decibels, push: false, silent: false, playedRate), with = Run(trial, rooms, decibels, push: true, silent: false, playedRate);
        return $"{Share(without, Right)} | {Share(with, Right)}; {Share(with, Only)}";
    }

    private static List<PlaybackResult> Run(PlaybackTrial trial, SimulatedRoom[] rooms, double? decibels, bool push, bool silent, int playedRate = 16000) =>
        [.. rooms.SelectMany((room, i) => trial.Run(room, i * Clips, decibels, push, silent, playedRate))];

    private static bool Right(PlaybackResult result) => result.Said == result.Meant;

    private static bool Only(PlaybackResult result) => result.Playback.HasFlag(ReadingFlags.OnlyPlayback);

    private static string Share(List<PlaybackResult> results, Func<PlaybackResult, bool> which) =>
        string.Create(CultureInfo.InvariantCulture, $"{100.0 * results.Count(which) / results.Count:0.0} %");

    private static void Write(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
}
