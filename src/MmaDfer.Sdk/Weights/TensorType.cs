namespace MmaDfer.Sdk.Weights;

/// <summary>Element types that model files may hold. All are read as float32; only float32 and float16 are written.</summary>
internal enum TensorType
{
    Float32,
    Float16,
    BFloat16,
    Float64,
    Int64,
    Int32,
    Int16,
    Int8,
    UInt8,
    Bool,
}
