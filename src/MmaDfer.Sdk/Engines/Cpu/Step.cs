namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>
/// One thing to do in a plan, cut into items that any thread may run in any order. Its matrices get their addresses once
/// the whole plan is known; running allocates nothing.
/// </summary>
internal abstract class Step(string name)
{
    /// <summary>What this step computes, for timing tables.</summary>
    public string Name => name;

    /// <summary>Matrices read; they must live until this step is done.</summary>
    public abstract IEnumerable<Matrix> Reads { get; }

    /// <summary>The matrix written.</summary>
    public abstract Matrix Result { get; }

    /// <summary>All matrices written, where there are several.</summary>
    public virtual IEnumerable<Matrix> Results => [Result];

    /// <summary>
    /// The matrix whose memory the result may take over, element for element, if nothing else needs it any more.
    /// </summary>
    public virtual Matrix? MayOverwrite => null;

    /// <summary>Number of independent items.</summary>
    public abstract int Items { get; }

    /// <summary>Floats of scratch memory a thread needs for an item.</summary>
    public virtual int ScratchLength => 0;

    /// <summary>Does one item.</summary>
    /// <param name="item">0 .. <see cref="Items"/> - 1.</param>
    /// <param name="scratch">This thread's own memory, 64-byte aligned, undefined content.</param>
    public abstract unsafe void Run(int item, float* scratch);
}
