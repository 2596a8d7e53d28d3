namespace MmaDfer.Sdk.Engines;

/// <summary>The numbers that an engine may compute with.</summary>
internal enum NumberFormat
{
    Float32,
    Float16,
    BFloat16,
}
