using System.Diagnostics;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Cli.Bench;

/// <summary>
/// Times complete predictions of a random clip, alternating with OpenBLAS's matrix product: the speed of a machine drifts with heat and
/// load, and both must see the same.
/// </summary>
internal static class ClipBenchmark
{
    private const int WarmUps = 2, PeerProductsPerRun = 8;

    /// <param name="load">Loads the model; timed.</param>
    /// <param name="threads">Threads for OpenBLAS.</param>
    /// <param name="runs">Clips to measure.</param>
    /// <param name="progress">Receives the completed share, 0 to 1.</param>
    /// <param name="cancellationToken">Checked between clips.</param>
    public static async Task<BenchResult> Run(
        Func<Task<EmotionRecognizer>> load, int threads, int runs, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        using EmotionRecognizer recognizer = await load();
        double loadMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        double peakMb = ReadPeakMemory() / 1e6;
        Clip clip = CreateNoiseClip(recognizer);
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
        double median = ComputeQuantile(clipMs, 0.5);
        return new BenchResult(
            recognizer.Engine, threads, recognizer.ImageSize, runs, loadMs, median, clipMs.Min(), ComputeQuantile(clipMs, 0.95),
            recognizer.FloatOperations / median / 1e6, peer is null ? null : ComputeQuantile(peerGFlops, 0.5), peakMb);
    }

    private static Clip CreateNoiseClip(EmotionRecognizer recognizer)
    {
        var random = new Random(1);
        var images = new ReadOnlyMemory<byte>[16];
        for (int i = 0; i < images.Length; i++)
        {
            byte[] pixels = new byte[3 * recognizer.ImageSize * recognizer.ImageSize];
            random.NextBytes(pixels);
            images[i] = pixels;
        }
        float[] samples = new float[6 * 16000];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = random.NextSingle() - 0.5f;
        using var frames = new MemoryFrameSource(images, recognizer.ImageSize, recognizer.ImageSize);
        using var audio = new MemoryAudioSource(samples, 16000);
        return recognizer.ReadClip(frames, audio);
    }

    private static double ComputeQuantile(List<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)Math.Round(share * (sorted.Length - 1))];
    }

    private static long ReadPeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}

/// <summary>The result of a benchmark. Times are in milliseconds.</summary>
/// <param name="Engine">The engine that ran the network.</param>
/// <param name="Threads">Threads of the engine and of OpenBLAS.</param>
/// <param name="ImageSize">Pixels.</param>
/// <param name="Runs">Measured runs.</param>
/// <param name="LoadMs">Time to load the model.</param>
/// <param name="ClipMs">One clip, median.</param>
/// <param name="ClipMsMin">One clip, best.</param>
/// <param name="ClipMsP95">One clip, 95th percentile.</param>
/// <param name="GFlops">Speed over the matrix products of a clip, in GFLOP/s.</param>
/// <param name="PeerSgemmGFlops">OpenBLAS's speed between the runs; null if it is not installed.</param>
/// <param name="PeakMemoryMb">Peak resident memory of this process after loading, in 10^6 bytes.</param>
internal sealed record BenchResult(
    Engine Engine, int Threads, int ImageSize, int Runs, double LoadMs, double ClipMs, double ClipMsMin, double ClipMsP95,
    double GFlops, double? PeerSgemmGFlops, double PeakMemoryMb)
{
    /// <summary>The engine's speed as a share of OpenBLAS's.</summary>
    public double? Ratio => GFlops / PeerSgemmGFlops;
}
