using System.Numerics;
using System.Runtime.CompilerServices;

namespace MmaDfer.Sdk.Engines.Cpu.Steps;

/// <summary>
/// Multiplies groups of rows by a factor each, or adds the products to the result: drop path, and its way back.
/// </summary>
/// <param name="x">Rows.</param>
/// <param name="factors">One factor for each group of <c>x.Rows / factors.Rows</c> rows.</param>
/// <param name="result">Where the products go.</param>
/// <param name="accumulate">Whether they are added to what is there.</param>
internal sealed unsafe class ScaleRowsStep(Matrix x, Matrix factors, Matrix result, bool accumulate = false)
    : RowsStep("scale rows", x.Rows, x.Width)
{
    private readonly int _group = x.Rows / factors.Rows;

    public override IEnumerable<Matrix> Reads => accumulate ? [x, factors, result] : [x, factors];

    public override Matrix Result => result;

    public override Matrix? MayOverwrite => accumulate ? null : x;

    protected override void RunRow(int row) =>
        Run(x.Row(row), *factors.Row(row / _group), result.Row(row), accumulate, x.Width);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(float* x, float factor, float* result, bool accumulate, int width)
    {
        var factors = new Vector<float>(factor);
        int i = 0;
        for (; i <= width - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> value = Vector.Load(x + i) * factors;
            (accumulate ? Vector.Load(result + i) + value : value).Store(result + i);
        }
        for (; i < width; i++)
            result[i] = accumulate ? result[i] + factor * x[i] : factor * x[i];
    }
}
