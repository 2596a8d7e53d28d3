namespace MmaDfer.Sdk.Engines.Picking;

/// <summary>
/// Which engine brought CUDA into a process. Two native stacks (TorchSharp's and ONNX Runtime's) with libraries of different
/// versions crash in one process, and none can be unloaded, so the first that is tried keeps the place to the end.
/// </summary>
internal sealed class CudaStack
{
    private const string Suffix = "-cuda";

    private string? _owner;

    /// <summary>That of this process: state for all, as native libraries are.</summary>
    public static CudaStack OfProcess { get; } = new();

    /// <summary>Takes the place for an engine that uses CUDA.</summary>
    /// <exception cref="EngineException">Another engine has it.</exception>
    public void Claim(Engine engine)
    {
        if (!engine.Name.EndsWith(Suffix, StringComparison.Ordinal))
            return;
        string owner = Interlocked.CompareExchange(ref _owner, engine.Name, null) ?? engine.Name;
        if (owner != engine.Name)
            throw new EngineException(
                $"The engine '{engine.Name}' cannot be used: '{owner}' has loaded CUDA into this process already, and the two do not work together; use one of them in each process.");
    }
}
