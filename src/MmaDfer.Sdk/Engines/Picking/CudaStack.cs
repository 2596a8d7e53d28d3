namespace MmaDfer.Sdk.Engines.Picking;

/// <summary>
/// Which library brought CUDA into a process. Two native stacks (TorchSharp's and ONNX Runtime's) with libraries of different
/// versions crash in one process, and none can be unloaded, so the first that is loaded keeps the place to the end.
/// </summary>
internal sealed class CudaStack
{
    private string? _owner;

    /// <summary>That of this process: state for all, as native libraries are.</summary>
    public static CudaStack OfProcess { get; } = new();

    /// <summary>Takes the place for a library that is about to load CUDA.</summary>
    /// <param name="library">Its name, for people.</param>
    /// <param name="engine">Name of the engine that wants it.</param>
    /// <exception cref="EngineException">Another library has it.</exception>
    public void Claim(string library, string engine)
    {
        string owner = Interlocked.CompareExchange(ref _owner, library, null) ?? library;
        if (owner != library)
            throw new EngineException(
                $"The engine '{engine}' cannot be used: {owner} has loaded CUDA into this process already, and the two do not work together; use one of them in each process.");
    }
}
