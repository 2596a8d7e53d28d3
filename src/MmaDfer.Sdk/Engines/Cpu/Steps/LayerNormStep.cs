using MmaDfer.Sdk.Engines.Cpu.Kernels;

namespace MmaDfer.Sdk.Engines.Cpu.Steps;

/// <summary>Layer norm of rows.</summary>
internal sealed unsafe class LayerNormStep(Matrix x, float* weight, float* bias, float epsilon, Matrix result)
    : RowsStep("layer norm", x.Rows, x.Width)
{
    public override IEnumerable<Matrix> Reads => [x];

    public override Matrix Result => result;

    public override Matrix? MayOverwrite => x;

    protected override void RunRow(int row) =>
        LayerNorm.Run(x.Row(row), weight, bias, epsilon, result.Row(row), x.Width);
}
