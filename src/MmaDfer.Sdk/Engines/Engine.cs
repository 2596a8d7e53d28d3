using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Engines;

/// <summary>
/// Where a model runs. Engines are closed: use the ones this SDK brings. An engine object holds settings only; the same
/// one may serve several recognizers.
/// </summary>
public abstract class Engine
{
    private protected Engine()
    {
    }

    /// <summary>Short name, as the command line takes it: one of <see cref="EngineNames"/>.</summary>
    public abstract string Name { get; }

    /// <summary>What exactly computes, for people: instruction set, device, threads.</summary>
    public abstract string Description { get; }

    /// <summary>
    /// Whether a call of it might never come back: true where a driver computes. An <see cref="EnginePicker"/> gives such an
    /// engine a thread of its own, to be able to leave it behind.
    /// </summary>
    internal virtual bool CanHang => true;

    /// <summary>What this engine lacks of the files that it loads; null if nothing, as far as that shows without loading them.</summary>
    internal virtual string? MissingFiles() => null;

    /// <summary>The same engine computing with other numbers; null if it cannot.</summary>
    internal virtual Engine? With(NumberFormat numbers) => numbers == NumberFormat.Float32 ? this : null;

    /// <summary>Whether its sessions read weights again after they were prepared, so that the store must stay open.</summary>
    internal virtual bool KeepsWeights => false;

    /// <summary>Whether several clips take less in one run than one after the other: where a device is not filled by one.</summary>
    internal virtual bool Batches => true;

    /// <summary>How far off a logit of the proof network may be: room for TF32 here; an engine of float16 needs more.</summary>
    internal virtual double ProofTolerance => 5e-3;

    /// <summary>Makes what <paramref name="build"/> describes in ops ready to run here; reads all weights.</summary>
    /// <exception cref="EngineException">This engine cannot run on this machine.</exception>
    /// <exception cref="ModelFileException">A weight cannot be read.</exception>
    /// <exception cref="ShapeMismatchException">A weight does not fit the network.</exception>
    internal abstract Session Prepare(
        Action<OpSet> build, IProgress<double>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a network ready for training: forwards, backwards, changes of the parameters. The caller keeps
    /// <paramref name="weights"/> until the session is there.
    /// </summary>
    /// <param name="weights">All weights, and the parameters' first values.</param>
    /// <param name="parameters">Names of the weights that get gradients and may change.</param>
    /// <param name="build">Describes the network in ops, over the weights it is given.</param>
    /// <param name="saveMemory">Computes most values of the way forth twice instead of keeping them.</param>
    /// <param name="progress">Told the share of the weights read, 0 to 1.</param>
    /// <param name="cancellationToken">Ends preparing.</param>
    /// <exception cref="EngineException">This engine cannot train, or not on this machine.</exception>
    internal virtual TrainingSession PrepareTraining(
        WeightStore weights, IEnumerable<string> parameters, Action<OpSet, WeightStore> build,
        bool saveMemory = false, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        throw new EngineException($"The engine '{Name}' cannot train; those that can are '{EngineNames.Cpu}', and with MmaDfer.Sdk.TorchSharp {TorchNames}.");

    private static string TorchNames => string.Join(
        " and ", new[] { EngineNames.TorchCuda, EngineNames.TorchCpu }.Where(name => EngineNames.OnlyOn(name) is null).Select(name => $"'{name}'"));

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Description})";
}
