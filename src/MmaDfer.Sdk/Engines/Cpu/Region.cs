namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>A piece of the plan's arena. Regions whose lifetimes do not meet share the same memory.</summary>
internal sealed unsafe class Region(long length)
{
    /// <summary>Floats.</summary>
    public long Length => length;

    /// <summary>Inputs and outputs keep their memory from run to run.</summary>
    public bool IsPinned { get; set; }

    public int FirstStep { get; set; } = int.MaxValue;

    public int LastStep { get; set; } = -1;

    /// <summary>Set when the plan is laid out.</summary>
    public float* Address { get; set; }
}
