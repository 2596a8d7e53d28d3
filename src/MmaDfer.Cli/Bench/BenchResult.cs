using MmaDfer.Sdk.Engines;

namespace MmaDfer.Cli.Bench;

/// <summary>What a run of the benchmark found. Times are medians in milliseconds.</summary>
/// <param name="Engine">Where the network ran.</param>
/// <param name="Threads">Threads used, by us and by the peer.</param>
/// <param name="ImageSize">Pixels.</param>
/// <param name="Runs">Runs measured.</param>
/// <param name="LoadMs">From the model's file to ready.</param>
/// <param name="ClipMs">One clip, median.</param>
/// <param name="ClipMsMin">One clip, best.</param>
/// <param name="ClipMsP95">One clip, 95th percentile.</param>
/// <param name="GFlops">Billions of floating-point operations of a clip's matrix products a second.</param>
/// <param name="PeerSgemmGFlops">What OpenBLAS reached between our runs; null where it is not installed.</param>
/// <param name="PeakMemoryMb">Highest resident memory of this process when all was loaded, in 10^6 bytes.</param>
internal sealed record BenchResult(
    Engine Engine, int Threads, int ImageSize, int Runs, double LoadMs, double ClipMs, double ClipMsMin, double ClipMsP95,
    double GFlops, double? PeerSgemmGFlops, double PeakMemoryMb)
{
    /// <summary>Our speed as a share of the peer's.</summary>
    public double? Ratio => GFlops / PeerSgemmGFlops;
}
