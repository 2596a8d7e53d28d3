using MmaDfer.Sdk.Ops;

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

    /// <summary>Short name, as the command line takes it: <c>cpu</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What exactly computes, for people: instruction set, device, threads.</summary>
    public abstract string Description { get; }

    /// <summary>Makes what <paramref name="build"/> describes in ops ready to run here; reads all weights.</summary>
    /// <exception cref="EngineException">This engine cannot run on this machine.</exception>
    /// <exception cref="ModelFileException">A weight cannot be read.</exception>
    /// <exception cref="ShapeMismatchException">A weight does not fit the network.</exception>
    internal abstract Session Prepare(
        Action<OpSet> build, IProgress<double>? progress = null, CancellationToken cancellation = default);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Description})";
}
