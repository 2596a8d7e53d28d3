namespace MmaDfer.Sdk.Engines.Cpu.Gradients;

/// <summary>Sets a matrix to 0, for others to add to.</summary>
internal sealed unsafe class ZeroStep(Matrix result) : Steps.RowsStep("zero", result.Rows, result.Width)
{
    public override IEnumerable<Matrix> Reads => [];

    public override Matrix Result => result;

    protected override void RunRow(int row) => new Span<float>(result.Row(row), result.Width).Clear();
}
