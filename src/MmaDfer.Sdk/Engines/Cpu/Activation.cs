namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>What a matrix product applies to its finished elements.</summary>
internal enum Activation
{
    None,
    Gelu,
    GeluTanh,
}
