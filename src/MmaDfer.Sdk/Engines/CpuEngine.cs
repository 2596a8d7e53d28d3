using MmaDfer.Sdk.Engines.Cpu;
using MmaDfer.Sdk.Engines.Cpu.Gradients;
using MmaDfer.Sdk.Engines.Cpu.Kernels;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Engines;

/// <summary>
/// Runs on any processor, in float32 or with linear layers in 8 bit, with this SDK's own kernels for AVX-512, AVX2 or 128-bit vectors. Needs no
/// installation.
/// </summary>
public sealed class CpuEngine : Engine
{
    /// <summary>Describes a CPU engine.</summary>
    /// <param name="threads">
    /// Threads that share a run, including the caller's; 0 for one per processor, 16 at most. They belong to the recognizer, sleep
    /// between runs, and do not use the .NET thread pool. A game should use fewer than the machine has.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is not between 0 and 256.</exception>
    public CpuEngine(int threads = 0)
    {
        Threads = ResolveThreads(threads);
    }

    /// <summary>Threads that share a run.</summary>
    public int Threads { get; }

    /// <summary>
    /// Whether the engine's own threads always have low priority, so that those of a game come first. If false, they have low priority
    /// only while they work for an <see cref="EmotionStream"/>, and on Linux keep their full share of a processor.
    /// </summary>
    public bool LowPriority { get; init; }

    /// <summary>
    /// The number format of the linear layers: <see cref="Precision.Float32"/>, or <see cref="Precision.Int8"/> for about half the time, a
    /// third of the memory, and almost the same predictions. Everything else, and layers too small to gain by it, stay float32. Their weights
    /// are rounded while a model is loaded, inputs while it runs. Training needs float32: with 8 bit it throws <see cref="EngineException"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is another one.</exception>
    public Precision Precision
    {
        get => Bytes is null ? Precision.Float32 : Precision.Int8;
        init => Bytes = value switch
        {
            Precision.Float32 => null,
            Precision.Int8 => ByteKernel.Best,
            _ => throw new ArgumentOutOfRangeException(nameof(Precision), value, "The engine 'cpu' computes with Float32 or Int8."),
        };
    }

    /// <summary>The kernel of linear layers in 8 bit; null if they are float32.</summary>
    internal ByteKernel? Bytes { get; init; }

    /// <summary>The widest vector instructions that this processor has and this engine uses, for example <c>AVX-512</c>.</summary>
    public static string InstructionSet => MicroKernel.InstructionSet;

    /// <inheritdoc/>
    public override string Name => "cpu";

    /// <inheritdoc/>
    public override string Description =>
        $"{InstructionSet}, {DescribeThreads(Threads)}, {(Bytes is null ? "float32" : $"int8 ({Bytes.Name})")}";

    internal override Engine? WithPrecision(Precision precision) =>
        precision == Precision ? this
        : precision is Precision.Float32 or Precision.Int8 ? new CpuEngine(Threads) { LowPriority = LowPriority, Precision = precision }
        : null;

    internal override bool CanHang => false;

    // Measured: a clip in a batch of 2 or 4 takes the same time as alone, within 2 %.
    internal override bool Batches => false;

    internal override Session Prepare(
        Action<OpSet> build, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        new CpuSession(this, build, progress, cancellationToken);

    internal override TrainingSession PrepareTraining(
        WeightStore weights, IEnumerable<string> parameters, Action<OpSet, WeightStore> build,
        bool saveMemory = false, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        Bytes is null
            ? new CpuTrainingSession(weights, parameters, build, Threads, saveMemory, progress, cancellationToken)
            : throw new EngineException("The engine 'cpu' trains in float32 only; leave int8 out, and use it with the adapter afterwards.");
}
