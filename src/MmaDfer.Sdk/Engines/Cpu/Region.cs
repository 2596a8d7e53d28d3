namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>A piece of the plan's arena. Regions whose lifetimes do not meet share the same memory.</summary>
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

    /// <summary>The region whose memory this one uses: itself, unless it took over another's.</summary>
    public Region Root => _host is null ? this : _host.Root;

    /// <summary>Set when the plan is laid out, or from the start for constants.</summary>
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

    /// <summary>Uses the memory of <paramref name="host"/> from now on.</summary>
    public void TakeOver(Region host)
    {
        host = host.Root;
        host.Touch(FirstPhase);
        host.Touch(LastPhase);
        _host = host;
    }
}
