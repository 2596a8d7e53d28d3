namespace MmaDfer.Sdk.Engines.Cpu.Steps;

/// <summary>
/// Copies groups of rows: group g of the source (wrapping around) to group g of the result, at a fixed place in it.
/// Joins tokens, takes slices that are no plain view, and brings outputs to their own memory.
/// </summary>
internal sealed unsafe class CopyStep(
    Matrix source, int sourceGroup, int sourceFirst, Matrix result, int resultGroup, int resultFirst, int count) : Step("copy")
{
    public override IEnumerable<Matrix> Reads => [source];

    public override Matrix Result => result;

    public override int Items => result.Rows / resultGroup;

    public override void Run(int item, float* scratch)
    {
        int group = item % (source.Rows / sourceGroup);
        for (int row = 0; row < count; row++)
        {
            float* from = source.Row(group * sourceGroup + sourceFirst + row);
            float* to = result.Row(item * resultGroup + resultFirst + row);
            new ReadOnlySpan<float>(from, source.Width).CopyTo(new Span<float>(to, result.Width));
        }
    }
}
