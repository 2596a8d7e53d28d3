using System.Runtime.InteropServices;

namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>Native memory for floats, aligned to 64 bytes, not cleared, freed on dispose or by the finalizer.</summary>
internal sealed unsafe class AlignedMemory : SafeHandle
{
    public const int Alignment = 64;

    public AlignedMemory(long length)
        : base(0, ownsHandle: true)
    {
        Length = length;
        nuint bytes = (nuint)Math.Max(length, 1) * sizeof(float);
        // Whole cache lines, so that vectors that start inside also end inside.
        bytes = (bytes + Alignment - 1) / Alignment * Alignment;
        void* memory = NativeMemory.AlignedAlloc(bytes, Alignment);
        SetHandle((nint)memory);
        Bytes = (long)bytes;
        GC.AddMemoryPressure(Bytes);
    }

    /// <summary>Capacity in floats.</summary>
    public long Length { get; }

    public long Bytes { get; }

    public float* Address => (float*)handle;

    /// <summary>Sets all values to 0.</summary>
    public void Clear() => NativeMemory.Clear(Address, (nuint)Bytes);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        GC.RemoveMemoryPressure(Bytes);
        return true;
    }
}
