namespace MmaDfer.Sdk.TorchSharp;

/// <summary>What computes inside libtorch.</summary>
public enum TorchDevice
{
    /// <summary>An NVIDIA GPU; needs a libtorch built with CUDA.</summary>
    Cuda,

    /// <summary>The processor.</summary>
    Cpu,
}
