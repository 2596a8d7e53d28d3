namespace MmaDfer.Sdk.TorchSharp;

/// <summary>
/// The numbers that a <see cref="TorchEngine"/> computes with. Whatever it is, norms, softmax and the means of the fusion are summed up
/// in float32, and parameters that train are kept in float32.
/// </summary>
public enum TorchPrecision
{
    /// <summary>float32, without TensorFloat-32.</summary>
    Float32,

    /// <summary>float16: half the memory; on GPUs with tensor cores several times as fast. Logits differ by up to 1e-2.</summary>
    Float16,

    /// <summary>bfloat16: as quick as float16, with fewer digits and float32's range. Logits differ by up to 6e-2.</summary>
    BFloat16,
}
