namespace MmaDfer.Sdk;

/// <summary>
/// The number format that an engine computes with, or that a file stores. An engine of less precision than float32 still sums up norms,
/// softmax and means in float32.
/// </summary>
public enum Precision
{
    /// <summary>float32.</summary>
    Float32,

    /// <summary>float16: half the memory, and several times as fast on GPUs with tensor cores. Logits differ by up to 1e-2.</summary>
    Float16,

    /// <summary>
    /// bfloat16: as fast as float16, with fewer digits and the range of float32. Logits differ by up to 6e-2. Only engines
    /// of other packages compute with it; no file stores it.
    /// </summary>
    BFloat16,

    /// <summary>
    /// 8-bit whole numbers in linear layers, float32 elsewhere: see <see cref="Engines.CpuEngine.Precision"/>, the only engine that computes
    /// with it. A model file stores the linear layers of the encoders so.
    /// </summary>
    Int8,
}

/// <summary>The precisions of files.</summary>
internal static class FilePrecision
{
    /// <summary>Whether a file is to store float16.</summary>
    /// <param name="precision">What the caller asked for.</param>
    /// <param name="name">Name of the option or parameter.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is neither float32 nor float16.</exception>
    public static bool IsFloat16(Precision precision, string name) => precision switch
    {
        Precision.Float32 => false,
        Precision.Float16 => true,
        _ => throw new ArgumentOutOfRangeException(name, precision, "A file stores Float32 or Float16."),
    };
}
