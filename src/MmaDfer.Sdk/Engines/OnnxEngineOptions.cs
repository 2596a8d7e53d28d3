namespace MmaDfer.Sdk.Engines;

/// <summary>How an <see cref="OnnxEngine"/> runs; the defaults are right for all but <see cref="Provider"/>.</summary>
public sealed record OnnxEngineOptions
{
    /// <summary>The execution provider; the processor by default.</summary>
    public OnnxProvider Provider { get; init; }

    /// <summary>Index of the GPU, from 0, in the order of CUDA or of DirectX; must be 0 for the other providers.</summary>
    public int DeviceIndex { get; init; }

    /// <summary>
    /// Threads that share the work on the processor, including the caller's; 0 for one per processor, 16 at most. They sleep
    /// between runs.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>
    /// Absolute path of the ONNX Runtime library (or of its folder). If null, it is searched beside the application, in its
    /// <c>runtimes/&lt;rid&gt;/native</c>, and at the path of the environment variable <c>MMADFER_ONNXRUNTIME</c>. The system's search paths
    /// are never used. A library stays loaded, and all engines that name it share it.
    /// </summary>
    public string? LibraryPath { get; init; }

    /// <summary>
    /// The number format to compute with, where that is safe: <see cref="Precision.Float32"/> or <see cref="Precision.Float16"/> (half the
    /// memory, on most GPUs about twice as fast, last digits differ).
    /// </summary>
    public Precision Precision { get; init; }
}

/// <summary>The execution provider of ONNX Runtime.</summary>
public enum OnnxProvider
{
    /// <summary>The processor; in every build of ONNX Runtime.</summary>
    Cpu,

    /// <summary>NVIDIA GPUs; the GPU build of ONNX Runtime with CUDA and cuDNN.</summary>
    Cuda,

    /// <summary>Any GPU with DirectX 12, on Windows.</summary>
    DirectML,

    /// <summary>Any GPU: Vulkan on Linux, Direct3D 12 on Windows, Metal on macOS.</summary>
    WebGpu,

    /// <summary>Apple's neural engine, GPU and processor.</summary>
    CoreML,
}
