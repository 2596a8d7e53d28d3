using System.Numerics;
using System.Runtime.CompilerServices;

namespace MmaDfer.Sdk.Engines.Cpu.Gradients;

/// <summary>
/// Adds to each row of the result a factor times the sum of chosen rows of the source: the way back of everything that
/// repeats, joins, cuts out or averages rows. Columns are shared out in bundles.
/// </summary>
/// <param name="source">Gradient of what came out.</param>
/// <param name="result">Gradient of what went in; added to.</param>
/// <param name="rows">For each row of the result, the rows of the source.</param>
/// <param name="factor">Multiplies the sums.</param>
internal sealed unsafe class GatherAddStep(Matrix source, Matrix result, int[][] rows, float factor = 1f) : Step("gather")
{
    private const int Bundle = 128;

    private readonly int _bundles = (result.Width + Bundle - 1) / Bundle;

    public override IEnumerable<Matrix> Reads => [source, result];

    public override Matrix Result => result;

    public override int Items => result.Rows * _bundles;

    public override int ScratchLength => 2 * Bundle;

    public override void Run(int item, float* scratch)
    {
        int row = item / _bundles, column = item % _bundles * Bundle, width = Math.Min(Bundle, result.Width - column);
        ReadOnlySpan<int> from = rows[row];
        if (from.IsEmpty)
            return;
        // Sums of 16 rows are added up to the total: a plain running sum over thousands of rows would lose digits.
        float* partial = scratch, total = scratch + Bundle;
        new Span<float>(total, width).Clear();
        for (int first = 0; first < from.Length; first += 16)
        {
            new Span<float>(partial, width).Clear();
            foreach (int sourceRow in from.Slice(first, Math.Min(16, from.Length - first)))
                Accumulate(source.Row(sourceRow) + column, partial, 1f, width);
            Accumulate(partial, total, 1f, width);
        }
        Accumulate(total, result.Row(row) + column, factor, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Accumulate(float* x, float* sum, float factor, int width)
    {
        var factors = new Vector<float>(factor);
        int i = 0;
        for (; i <= width - Vector<float>.Count; i += Vector<float>.Count)
            Vector.MultiplyAddEstimate(Vector.Load(x + i), factors, Vector.Load(sum + i)).Store(sum + i);
        for (; i < width; i++)
            sum[i] += factor * x[i];
    }
}
