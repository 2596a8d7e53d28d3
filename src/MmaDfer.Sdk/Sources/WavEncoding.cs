namespace MmaDfer.Sdk.Sources;

/// <summary>How a sample of a WAV file becomes a float in [-1, 1].</summary>
internal enum WavEncoding
{
    UInt8,
    Int16,
    Int24,
    Int32,
    Float32,
    Float64,
}
