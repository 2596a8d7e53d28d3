namespace MmaDfer.Sdk.Engines.Cpu.Steps;

/// <summary>
/// Copies groups of rows: group g of the source (wrapping around) to a fixed position in group g of the result. Joins tokens, takes
/// slices that are not views, and copies outputs to memory of their own.
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

/// <summary>Copies each square patch of [R, C, H, W] images to a row of C * P * P values, for a matrix product to project.</summary>
internal sealed unsafe class PatchRowsStep(
    Matrix images, int channels, int height, int width, int patch, Matrix result) : Step("patches")
{
    private readonly int _down = height / patch, _across = width / patch;

    public override IEnumerable<Matrix> Reads => [images];

    public override Matrix Result => result;

    public override int Items => result.Rows / _across;

    public override void Run(int item, float* scratch)
    {
        int image = item / _down, down = item % _down;
        for (int across = 0; across < _across; across++)
        {
            float* to = result.Row(item * _across + across);
            for (int channel = 0; channel < channels; channel++)
            {
                for (int y = 0; y < patch; y++, to += patch)
                {
                    float* from = images.Row((image * channels + channel) * height + down * patch + y) + across * patch;
                    new ReadOnlySpan<float>(from, patch).CopyTo(new Span<float>(to, patch));
                }
            }
        }
    }
}

/// <summary>Sets a matrix to 0, for later steps to add to.</summary>
internal sealed unsafe class ZeroStep(Matrix result) : RowsStep("zero", result.Rows, result.Width)
{
    public override IEnumerable<Matrix> Reads => [];

    public override Matrix Result => result;

    protected override void RunRow(int row) => new Span<float>(result.Row(row), result.Width).Clear();
}
