namespace MmaDfer.Sdk.Engines;

/// <summary>How an <see cref="OnnxEngine"/> runs. Only <see cref="Provider"/> has to be thought about.</summary>
public sealed record OnnxEngineOptions
{
    /// <summary>What computes; the processor unless told otherwise.</summary>
    public OnnxProvider Provider { get; init; }

    /// <summary>Which GPU, from 0, in the order of CUDA or of DirectX; the other providers have none but 0.</summary>
    public int DeviceIndex { get; init; }

    /// <summary>
    /// Threads that share what runs on the processor, the caller's included; 0 for one per processor, 16 at most. They sleep
    /// when there is nothing to do.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>
    /// Absolute path of the ONNX Runtime library (or of its folder). Null looks beside the application, then in its
    /// <c>runtimes/&lt;rid&gt;/native</c>, then where the environment variable <c>MMADFER_ONNXRUNTIME</c> says. The system's
    /// search paths are never used. A library once loaded stays loaded, shared by all engines that name it.
    /// </summary>
    public string? LibraryPath { get; init; }

    /// <summary>Computes in float16 where that is safe: half the memory, on most GPUs about twice as fast, last digits differ.</summary>
    public bool Half { get; init; }
}
