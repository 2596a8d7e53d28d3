using System.Diagnostics;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Cli.Bench;

/// <summary>
/// Times whole recognitions of a made-up clip, alternating with OpenBLAS's matrix product so that both see the same machine:
/// its speed drifts with heat and neighbours.
/// </summary>
internal static class ClipBenchmark
{
    private const int WarmUps = 2, PeerProductsPerRun = 8;

    /// <param name="load">Loads the model; timed.</param>
    /// <param name="threads">Threads for the peer.</param>
    /// <param name="runs">Clips to measure.</param>
    /// <param name="progress">Told the share done, 0 to 1.</param>
    /// <param name="cancellationToken">Looked at between clips.</param>
    public static async Task<BenchResult> Run(
        Func<Task<EmotionRecognizer>> load, int threads, int runs, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        using EmotionRecognizer recognizer = await load();
        double loadMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        double peakMb = PeakMemory() / 1e6;
        Clip clip = NoiseClip(recognizer);
        using PeerSgemm? peer = PeerSgemm.TryCreate(threads);
        var clipMs = new List<double>();
        var peerGFlops = new List<double>();
        for (int run = -WarmUps; run < runs; run++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            start = Stopwatch.GetTimestamp();
            recognizer.Recognize(clip);
            double ms = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            for (int i = 0; peer is not null && i < PeerProductsPerRun; i++)
            {
                double gflops = peer.Run();
                if (run >= 0)
                    peerGFlops.Add(gflops);
            }
            if (run >= 0)
                clipMs.Add(ms);
            progress?.Report((double)(run + WarmUps + 1) / (runs + WarmUps));
        }
        double median = Quantile(clipMs, 0.5);
        return new BenchResult(
            recognizer.Engine, threads, recognizer.ImageSize, runs, loadMs, median, clipMs.Min(), Quantile(clipMs, 0.95),
            recognizer.FloatOperations / median / 1e6, peer is null ? null : Quantile(peerGFlops, 0.5), peakMb);
    }

    private static Clip NoiseClip(EmotionRecognizer recognizer)
    {
        var random = new Random(1);
        var frames = new ReadOnlyMemory<byte>[16];
        for (int i = 0; i < frames.Length; i++)
        {
            byte[] pixels = new byte[3 * recognizer.ImageSize * recognizer.ImageSize];
            random.NextBytes(pixels);
            frames[i] = pixels;
        }
        float[] samples = new float[6 * 16000];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = random.NextSingle() - 0.5f;
        using var faces = new MemoryFrameSource(frames, recognizer.ImageSize, recognizer.ImageSize);
        using var voice = new MemoryAudioSource(samples, 16000);
        return recognizer.ReadClip(faces, voice);
    }

    private static double Quantile(List<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)Math.Round(share * (sorted.Length - 1))];
    }

    private static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
