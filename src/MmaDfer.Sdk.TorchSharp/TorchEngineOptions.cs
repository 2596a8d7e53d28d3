namespace MmaDfer.Sdk.TorchSharp;

/// <summary>How a <see cref="TorchEngine"/> runs. Only <see cref="Device"/> has to be thought about.</summary>
public sealed record TorchEngineOptions
{
    /// <summary>What computes; an NVIDIA GPU unless told otherwise.</summary>
    public TorchDevice Device { get; init; } = TorchDevice.Cuda;

    /// <summary>Which GPU, from 0, in CUDA's order; the processor has none but 0.</summary>
    public int DeviceIndex { get; init; }

    /// <summary>The numbers to compute with.</summary>
    public TorchPrecision Precision { get; init; }

    /// <summary>
    /// Threads that share what runs on the processor; 0 for one per processor, 16 at most. libtorch has one such number for the
    /// whole process: the engine that ran last has set it.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>
    /// Absolute path of the folder with libtorch. Null looks where the environment variable <c>MMADFER_LIBTORCH</c> says, then beside
    /// the application, in its <c>runtimes/&lt;rid&gt;/native</c>, and in the packages that it was built with. Once loaded, libtorch stays
    /// loaded, and all engines of the process share it.
    /// </summary>
    public string? LibraryPath { get; init; }
}
