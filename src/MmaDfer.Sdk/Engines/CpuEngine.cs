using MmaDfer.Sdk.Engines.Cpu;
using MmaDfer.Sdk.Engines.Cpu.Gradients;
using MmaDfer.Sdk.Engines.Cpu.Kernels;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Engines;

/// <summary>
/// Runs on any processor, in float32, with this SDK's own kernels: AVX-512, AVX2 or plain 128-bit vectors, whichever the
/// machine has. Needs nothing installed.
/// </summary>
public sealed class CpuEngine : Engine
{
    /// <summary>Describes a CPU engine.</summary>
    /// <param name="threads">
    /// Threads that share a run, the caller's included; 0 for one per processor, 16 at most. They belong to the recognizer,
    /// sleep between runs, and take nothing from the .NET thread pool. Give a game's recognizer fewer than the machine has.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 0 or more than 256 threads.</exception>
    public CpuEngine(int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, 256);
        Threads = threads == 0 ? Math.Min(Environment.ProcessorCount, 16) : threads;
    }

    /// <summary>Threads that share a run.</summary>
    public int Threads { get; }

    /// <summary>
    /// Takes the priority of the engine's own threads below normal, so that those of a game go first. False: then they stand back only
    /// while they work for an <see cref="EmotionStream"/>, whose own thread always does, and on Linux keep their full share of a processor.
    /// </summary>
    public bool Background { get; init; }

    /// <summary>The widest vectors that this machine's processor has and this engine uses: <c>AVX-512</c>, say.</summary>
    public static string Instructions => MicroKernel.Instructions;

    /// <inheritdoc/>
    public override string Name => "cpu";

    /// <inheritdoc/>
    public override string Description => $"{Instructions}, {Threads} thread{(Threads == 1 ? "" : "s")}, float32";

    internal override bool CanHang => false;

    // Measured: a clip in a batch of 2 or 4 takes what it takes alone, to 2 %.
    internal override bool Batches => false;

    internal override Session Prepare(
        Action<OpSet> build, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        var ops = new CpuOps();
        build(ops);
        return new CpuSession(ops, Threads, Background, progress, cancellationToken);
    }

    internal override TrainingSession PrepareTraining(
        WeightStore weights, IEnumerable<string> parameters, Action<OpSet, WeightStore> build,
        bool saveMemory = false, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        new CpuTrainingSession(weights, parameters, build, Threads, saveMemory, progress, cancellationToken);
}
