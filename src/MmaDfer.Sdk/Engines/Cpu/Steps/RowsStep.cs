namespace MmaDfer.Sdk.Engines.Cpu.Steps;

/// <summary>A step that treats each row by itself; rows are handed out in bundles of about 32 kB.</summary>
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
