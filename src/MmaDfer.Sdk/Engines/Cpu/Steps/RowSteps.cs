using System.Numerics;
using System.Runtime.CompilerServices;
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

/// <summary>Mean over the tokens of each row; an item is a bundle of columns.</summary>
internal sealed unsafe class MeanStep(Matrix x, int tokens, Matrix result) : Step("mean")
{
    private const int Bundle = 64;

    private readonly int _bundles = (x.Width + Bundle - 1) / Bundle;

    public override IEnumerable<Matrix> Reads => [x];

    public override Matrix Result => result;

    public override int Items => result.Rows * _bundles;

    public override void Run(int item, float* scratch)
    {
        int row = item / _bundles, column = item % _bundles * Bundle;
        Run(x.Row(row * tokens) + column, x.Stride, tokens, scratch, result.Row(row) + column, Math.Min(Bundle, x.Width - column));
    }

    public override int ScratchLength => 2 * Bundle;

    /// <summary>
    /// Adds sums of 16 tokens to the total: a running sum over thousands of tokens would lose digits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(float* x, int stride, int tokens, float* scratch, float* result, int width)
    {
        float* partial = scratch, total = scratch + Bundle;
        new Span<float>(total, width).Clear();
        for (int first = 0; first < tokens; first += 16)
        {
            new Span<float>(partial, width).Clear();
            for (int token = first; token < Math.Min(tokens, first + 16); token++)
                Accumulate(x + (long)token * stride, partial, width);
            Accumulate(partial, total, width);
        }
        for (int i = 0; i < width; i++)
            result[i] = total[i] / tokens;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(float* x, float* sum, int width)
    {
        int i = 0;
        for (; i <= width - Vector<float>.Count; i += Vector<float>.Count)
            (Vector.Load(sum + i) + Vector.Load(x + i)).Store(sum + i);
        for (; i < width; i++)
            sum[i] += x[i];
    }
}

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
