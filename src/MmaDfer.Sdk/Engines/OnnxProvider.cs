namespace MmaDfer.Sdk.Engines;

/// <summary>What computes inside ONNX Runtime: its "execution provider".</summary>
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
