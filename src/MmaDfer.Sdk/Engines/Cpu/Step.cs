namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>
/// An operation of a plan, divided into items that any thread may run in any order. Its matrices get their addresses when the plan is
/// complete; running allocates nothing.
/// </summary>
internal abstract class Step(string name)
{
    /// <summary>Its name in timing tables.</summary>
    public string Name => name;

    /// <summary>Matrices that it reads.</summary>
    public abstract IEnumerable<Matrix> Reads { get; }

    /// <summary>The matrix that it writes.</summary>
    public abstract Matrix Result { get; }

    /// <summary>All matrices that it writes, where there are several.</summary>
    public virtual IEnumerable<Matrix> Results => [Result];

    /// <summary>
    /// The matrix whose memory the result may reuse, element for element, if no later step needs it.
    /// </summary>
    public virtual Matrix? MayOverwrite => null;

    /// <summary>Number of independent items.</summary>
    public abstract int Items { get; }

    /// <summary>Floats of scratch memory a thread needs for an item.</summary>
    public virtual int ScratchLength => 0;

    /// <summary>Computes one item.</summary>
    /// <param name="item">0 .. <see cref="Items"/> - 1.</param>
    /// <param name="scratch">This thread's own memory, 64-byte aligned, undefined content.</param>
    public abstract unsafe void Run(int item, float* scratch);
}

/// <summary>A step that computes each row separately; an item is about 32 kB of rows.</summary>
internal abstract unsafe class RowsStep(string name, int rows, int width) : Step(name)
{
    private readonly int _bundle = Math.Max(1, 8192 / Math.Max(1, width));

    public override int Items => (rows + _bundle - 1) / _bundle;

    public override void Run(int item, float* scratch)
    {
        int end = Math.Min(rows, (item + 1) * _bundle);
        for (int row = item * _bundle; row < end; row++)
            RunRow(row);
    }

    protected abstract void RunRow(int row);
}
