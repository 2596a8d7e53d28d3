namespace MmaDfer.Sdk.Engines;

/// <summary>How an <see cref="OnnxEngine"/> runs; the defaults are right for all but <see cref="Provider"/>.</summary>
public sealed record OnnxEngineOptions
{
    /// <summary>The execution provider; the processor by default.</summary>
    public OnnxProvider Provider { get; init; }

    /// <summary>
    /// Index of the device, from 0: of CUDA's GPUs in its order, of DirectML's in DirectX's, of a plug-in's in the order of preference below. If
    /// null, the preferred one by the devices' own description, where ONNX Runtime has it (1.22 or later): a discrete GPU before an integrated
    /// one, a GPU before a neural processor, that before the processor, anything real before anything virtual; otherwise the first. WebGPU and
    /// CoreML choose for themselves.
    /// </summary>
    public int? DeviceIndex { get; init; }

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
    /// Absolute path of the library of an execution provider that comes as a plug-in; it needs ONNX Runtime 1.22 or later. If null,
    /// <see cref="OnnxProvider.PlugIn"/> takes the path in the environment variable <c>MMADFER_ONNX_PROVIDER</c>, and
    /// <see cref="OnnxProvider.WebGpu"/> and <see cref="OnnxProvider.Cuda"/> look for a plug-in where ONNX Runtime is searched and beside it,
    /// unless they are built into it. A plug-in stays loaded.
    /// </summary>
    public string? ProviderLibraryPath { get; init; }

    /// <summary>
    /// The name that the plug-in is registered under, as its documentation gives it (<c>OpenVINOExecutionProvider</c>, for example); null for the
    /// name of its file.
    /// </summary>
    public string? ProviderName { get; init; }

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

    /// <summary>Any device, through an execution provider in a library of its own: <see cref="OnnxEngineOptions.ProviderLibraryPath"/>.</summary>
    PlugIn,
}
