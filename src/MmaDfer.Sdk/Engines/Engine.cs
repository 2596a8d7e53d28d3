using System.Runtime.CompilerServices;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Engines;

/// <summary>
/// Where a model runs. Only this SDK's packages can derive engines. An engine holds settings only, so several recognizers may share
/// one.
/// </summary>
public abstract class Engine
{
    private const int MaxThreads = 256, MaxDefaultThreads = 16;

    private protected Engine()
    {
    }

    /// <summary>Short name, as the command line takes it: one of <see cref="EngineNames"/>.</summary>
    public abstract string Name { get; }

    /// <summary>Instruction set or device, and threads, for people.</summary>
    public abstract string Description { get; }

    /// <summary>
    /// Whether a call of it might never return: true where a driver computes. An <see cref="EnginePicker"/> gives such an engine a
    /// thread of its own, which it can abandon.
    /// </summary>
    internal virtual bool CanHang => true;

    /// <summary>Which of the files that it loads are missing; null if none is, as far as that shows without loading them.</summary>
    internal virtual string? DescribeMissingFiles() => null;

    /// <summary>The same engine with another precision; null if it does not support it.</summary>
    internal virtual Engine? WithPrecision(Precision precision) => precision == Precision.Float32 ? this : null;

    /// <summary>Whether its sessions read weights after they were prepared, so that the store must stay open.</summary>
    internal virtual bool KeepsWeights => false;

    /// <summary>Whether several clips take less time in one run than one after the other: where one clip does not fill the device.</summary>
    internal virtual bool Batches => true;

    /// <summary>Tolerance of the logits of the proof network: enough for TF32; an engine with float16 needs more.</summary>
    internal virtual double ProofTolerance => 5e-3;

    /// <summary>The number of threads for an option: 0 stands for one per processor, 16 at most.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not between 0 and 256.</exception>
    internal static int ResolveThreads(int threads, [CallerArgumentExpression(nameof(threads))] string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, MaxThreads, name);
        return threads == 0 ? Math.Min(Environment.ProcessorCount, MaxDefaultThreads) : threads;
    }

    /// <summary>A number of threads, for people.</summary>
    internal static string DescribeThreads(int threads) => $"{threads} thread{(threads == 1 ? "" : "s")}";

    /// <summary>Prepares the network that <paramref name="build"/> describes, and reads all its weights.</summary>
    /// <exception cref="EngineException">This engine cannot run on this machine.</exception>
    /// <exception cref="ModelFileException">A weight cannot be read.</exception>
    /// <exception cref="ShapeMismatchException">A weight does not fit the network.</exception>
    internal abstract Session Prepare(
        Action<OpSet> build, IProgress<double>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Prepares a network for training: forward pass, backward pass, changes of the parameters. The caller keeps
    /// <paramref name="weights"/> open until this returns.
    /// </summary>
    /// <param name="weights">All weights, and the initial values of the parameters.</param>
    /// <param name="parameters">Names of the weights that get gradients and may change.</param>
    /// <param name="build">Describes the network over the weights it is given.</param>
    /// <param name="saveMemory">Recomputes most values of the forward pass in the backward pass instead of keeping them.</param>
    /// <param name="progress">Told the share of the weights read, 0 to 1.</param>
    /// <param name="cancellationToken">Ends preparing.</param>
    /// <exception cref="EngineException">The engine cannot train, or not on this machine.</exception>
    internal virtual TrainingSession PrepareTraining(
        WeightStore weights, IEnumerable<string> parameters, Action<OpSet, WeightStore> build,
        bool saveMemory = false, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        throw new EngineException($"The engine '{Name}' cannot train; engines that can: {string.Join(", ", EngineNames.Trainers)}. Packages can add others, which the program must register.");

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Description})";
}
