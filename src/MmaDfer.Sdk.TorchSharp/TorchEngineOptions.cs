namespace MmaDfer.Sdk.TorchSharp;

/// <summary>How a <see cref="TorchEngine"/> runs; the defaults are right for all but <see cref="Device"/>.</summary>
public sealed record TorchEngineOptions
{
    /// <summary>The device; an NVIDIA GPU by default.</summary>
    public TorchDevice Device { get; init; } = TorchDevice.Cuda;

    /// <summary>Index of the GPU, from 0, in CUDA's order; must be 0 for the processor.</summary>
    public int DeviceIndex { get; init; }

    /// <summary>The number format to compute with. Parameters that train are kept in float32.</summary>
    public Precision Precision { get; init; }

    /// <summary>
    /// Threads that share the work on the processor; 0 for one per processor, 16 at most. libtorch has one such number for the
    /// whole process, which the engine that ran last has set.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>
    /// Absolute path of the folder with libtorch. If null, it is searched in the folder of the environment variable
    /// <c>MMADFER_LIBTORCH</c>, beside the application, in its <c>runtimes/&lt;rid&gt;/native</c>, and in the packages that it was built
    /// with. libtorch stays loaded, and all engines of the process share it.
    /// </summary>
    public string? LibraryPath { get; init; }
}

/// <summary>The device of a <see cref="TorchEngine"/>.</summary>
public enum TorchDevice
{
    /// <summary>An NVIDIA GPU; needs a libtorch built with CUDA.</summary>
    Cuda,

    /// <summary>The processor.</summary>
    Cpu,
}
