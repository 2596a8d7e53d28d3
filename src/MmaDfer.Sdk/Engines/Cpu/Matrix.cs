using System.Runtime.InteropServices;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>
/// The location of a value: rows of equal width at equal distances inside a region of the arena. Slices of the last dimension and
/// single tokens are matrices too, so that taking them costs nothing.
/// </summary>
internal sealed unsafe class Matrix(Region region, long offset, int rows, int width, int stride)
{
    public Region Region => region;

    public int Rows => rows;

    /// <summary>Elements of a row.</summary>
    public int Width => width;

    /// <summary>Elements from the start of a row to the start of the next.</summary>
    public int Stride => stride;

    public long Offset => offset;

    /// <summary>Whether there are no gaps between the rows.</summary>
    public bool IsDense => stride == width || rows == 1;

    /// <summary>A new region of exactly this shape.</summary>
    public static Matrix Create(Shape shape) =>
        new(new Region(shape.Count), 0, shape.Rows, shape[^1], shape[^1]);

    public float* Row(int index) => region.Address + offset + (long)index * stride;

    /// <summary>Columns start .. start + width of every row.</summary>
    public Matrix Columns(int start, int count) => new(region, offset + start, rows, count, stride);

    /// <summary>Every <paramref name="period"/>-th row, beginning with <paramref name="start"/>.</summary>
    public Matrix EveryRow(int period, int start) =>
        new(region, offset + (long)start * stride, rows / period, width, stride * period);

    /// <summary>The same elements as dense rows of another width.</summary>
    public Matrix Reshaped(int newRows, int newWidth) => newWidth == width
        ? this
        : IsDense
            ? new(region, offset, newRows, newWidth, newWidth)
            : throw new InvalidOperationException("Rows with gaps cannot be reshaped.");
}

/// <summary>A part of the plan's arena. Regions whose lifetimes do not overlap share the same memory.</summary>
internal sealed unsafe class Region(long length)
{
    private Region? _host;
    private float* _address;

    /// <summary>Floats.</summary>
    public long Length => length;

    /// <summary>Inputs and outputs keep their memory from run to run; constants have theirs already.</summary>
    public bool IsPinned { get; init; }

    /// <summary>First and last phase of the plan that touches this region.</summary>
    public int FirstPhase { get; private set; } = int.MaxValue;

    /// <inheritdoc cref="FirstPhase"/>
    public int LastPhase { get; private set; } = -1;

    /// <summary>The region whose memory this one uses: itself, or another whose memory it reuses.</summary>
    public Region Root => _host is null ? this : _host.Root;

    /// <summary>Set when the plan is complete; for constants, set from the start.</summary>
    public float* Address
    {
        get => Root._address;
        set => Root._address = value;
    }

    public void Touch(int phase)
    {
        Region root = Root;
        root.FirstPhase = Math.Min(root.FirstPhase, phase);
        root.LastPhase = Math.Max(root.LastPhase, phase);
    }

    /// <summary>Reuses the memory of <paramref name="host"/>.</summary>
    public void TakeOver(Region host)
    {
        host = host.Root;
        host.Touch(FirstPhase);
        host.Touch(LastPhase);
        _host = host;
    }
}

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
