using MmaDfer.Sdk.Engines.Cpu.Kernels;

namespace MmaDfer.Sdk.Engines.Cpu.Gradients;

/// <summary>Adds the gradient of a linear layer's weight: the output's gradient, transposed, times the input.</summary>
internal sealed unsafe class WeightGradientStep(Matrix x, Matrix outputGradient, Matrix result) : Step("weight gradient")
{
    private const int Columns = 128;

    public override IEnumerable<Matrix> Reads => [x, outputGradient, result];

    public override Matrix Result => result;

    public override int Items => (x.Width + Columns - 1) / Columns;

    public override int ScratchLength => Product.ScratchLength(Columns, x.Rows);

    public override void Run(int item, float* scratch)
    {
        int column = item * Columns;
        Product.Run(
            new Product.Side(outputGradient.Row(0), outputGradient.Stride, isTransposed: true),
            new Product.Side(x.Row(0) + column, x.Stride),
            result.Row(0) + column, result.Stride, result.Rows, Math.Min(Columns, x.Width - column), x.Rows, accumulate: true, scratch);
    }
}
