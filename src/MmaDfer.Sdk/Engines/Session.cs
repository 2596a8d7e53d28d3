using MmaDfer.Sdk.Ops;

namespace MmaDfer.Sdk.Engines;

/// <summary>
/// A network made ready on an engine. Not safe for several threads: fill the inputs, run, read the outputs, one caller at
/// a time.
/// </summary>
internal abstract class Session : IDisposable
{
    /// <summary>The engine in use, if this session chooses among several; null otherwise. May be read from any thread.</summary>
    public virtual Engine? Engine => null;

    /// <summary>The state of each engine to choose from, the best first; null if this session has one engine only. May be read from any thread.</summary>
    public virtual IReadOnlyList<EngineReport>? Reports => null;

    /// <summary>Memory of an input, row-major; to be filled before each run.</summary>
    public abstract Span<float> Input(string name);

    /// <summary>Memory of an output, row-major; valid until the next run.</summary>
    public abstract ReadOnlySpan<float> Output(string name);

    /// <summary>Computes the outputs from the inputs; allocates nothing on the managed heap unless it can be canceled.</summary>
    /// <param name="cancellationToken">
    /// Ends the run between two steps, where the engine can. The outputs are then undefined; the session can run again.
    /// </param>
    /// <exception cref="OperationCanceledException">The token was canceled before the run was complete.</exception>
    /// <exception cref="EngineException">The engine failed.</exception>
    public abstract void Run(CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes this session run another network of the same weights but for a few, without reading the others again. After an
    /// exception it is as before.
    /// </summary>
    /// <param name="build">Describes the network.</param>
    /// <param name="replaced">
    /// Names of the weights that differ from those of <see cref="Engine.Prepare"/>, whatever was replaced before: these alone are
    /// read from the store that <paramref name="build"/> takes them from.
    /// </param>
    public abstract void Rebuild(Action<OpSet> build, IReadOnlySet<string> replaced);

    /// <summary>
    /// Another network over the weights that this session runs with now, which are not read again. It must be disposed before this
    /// session is, and before its next <see cref="Rebuild"/>; the two never run at once.
    /// </summary>
    /// <param name="build">Describes the network; all its weights are also this session's.</param>
    /// <exception cref="EngineException">The engine cannot.</exception>
    public virtual Session Share(Action<OpSet> build) =>
        throw new EngineException("This engine cannot run several networks over the same weights; use 'cpu'.");

    /// <summary>The changes of engine since the last call; null if there were none.</summary>
    public virtual EngineChangedEventArgs[]? TakeChanges() => null;

    public abstract void Dispose();
}
