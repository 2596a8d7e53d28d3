namespace MmaDfer.Sdk.Native.Structures;

/// <summary>A struct of the header whose first field is its size, an unsigned 32-bit number.</summary>
internal interface ISized
{
    /// <summary>What the header calls it.</summary>
    static abstract string Name { get; }
}
