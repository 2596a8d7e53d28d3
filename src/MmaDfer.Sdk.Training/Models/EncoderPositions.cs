using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>
/// The position embedding of a pretrained encoder: [CLS] and the grid of patches. Squares (frames) and AudioMAE's 64 x 8 patches are resized to the
/// network's grid as the paper does. An AST keeps the distances of its patches, as it does itself for shorter audio: the middle 5.12 s of its 10.24 s count.
/// </summary>
internal sealed class EncoderPositions
{
    private const int Patch = MmaDferConfig.Patch, Bands = MmaDferConfig.AudioBands;

    /// <summary>10.24 s of log-mel frames, which AudioMAE and AST learned.</summary>
    private const int PretrainedFrames = 1024;

    /// <summary>The closest that the patches of a published AST lie.</summary>
    private const int MinStride = 10;

    private readonly float[] _values;
    private readonly int _width, _first, _rows, _columns, _stride;

    private EncoderPositions(float[] values, int width, int first, int rows, int columns, int stride = 0) =>
        (_values, _width, _first, _rows, _columns, _stride) = (values, width, first, rows, columns, stride);

    /// <summary>Whether frequency is the first axis, as in an AST.</summary>
    public bool IsTransposed => _stride > 0;

    /// <summary>What the network's grid cannot reproduce, as a sentence; null if nothing.</summary>
    public string? Remark { get; private init; }

    /// <exception cref="ShapeMismatchException">The number of positions determines no grid.</exception>
    public static EncoderPositions Of(EncoderTensors tensors, int width, bool audio)
    {
        Shape shape = tensors.ShapeOf(EncoderTensors.Positions, 3);
        float[] values = tensors.Read(EncoderTensors.Positions);
        bool distilled = tensors.Has(EncoderTensors.Distillation);
        if (audio)
            return distilled ? OfAst(tensors, shape, values, width) : OfAudioMae(tensors, shape, values, width);
        // A square alone has no position for [CLS].
        foreach (int first in distilled ? (int[])[2] : [1, 0])
        {
            int side = (int)Math.Round(Math.Sqrt(Math.Max(0, shape[1] - first)));
            if (side > 0 && side * side == shape[1] - first)
                return new(values, width, first, side, side);
        }
        throw Mismatch(tensors, shape, $"{(distilled ? 2 : 1)} plus the square of a number of patches ({(distilled ? 198 : 197)} for MAE-Face and other ViTs of 224 pixels)");
    }

    /// <summary>[1 + rows * columns, width]; without a position, [CLS] has zeros.</summary>
    public float[] Resize(int rows, int columns)
    {
        ReadOnlySpan<float> grid = _values.AsSpan(_first * _width);
        float[] cls = _first == 0 ? new float[_width] : _values[.._width];
        if (!IsTransposed)
            return [.. cls, .. PositionGrid.Resize(grid, _rows, _columns, rows, columns, _width)];
        // The network's patches lie 16 frames and bands apart, and its grid is time by frequency.
        double step = Patch / (double)_stride;
        int start = _columns / 2 - Along(rows * Patch, _stride) / 2;
        float[] sampled = PositionGrid.Sample(
            grid, _columns, BicubicTaps.At(_rows, [.. Enumerable.Range(0, columns).Select(i => i * step)]),
            BicubicTaps.At(_columns, [.. Enumerable.Range(0, rows).Select(i => start + i * step)]), _width);
        float[] result = [.. cls, .. sampled];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                sampled.AsSpan((column * rows + row) * _width, _width).CopyTo(result.AsSpan((1 + row * columns + column) * _width));
        }
        return result;
    }

    private static EncoderPositions OfAudioMae(EncoderTensors tensors, Shape shape, float[] values, int width)
    {
        int times = PretrainedFrames / Patch, bands = Bands / Patch;
        return shape[1] == 1 + times * bands
            ? new(values, width, 1, times, bands)
            : throw Mismatch(tensors, shape, $"{1 + times * bands} ([CLS] and {times} x {bands} patches of time and bands, as in AudioMAE), because any other number does not determine the grid");
    }

    private static EncoderPositions OfAst(EncoderTensors tensors, Shape shape, float[] values, int width)
    {
        for (int stride = Patch; stride >= MinStride; stride--)
        {
            int bands = Along(Bands, stride), times = Along(PretrainedFrames, stride);
            if (shape[1] != 2 + bands * times)
                continue;
            return new(values, width, 2, bands, times, stride)
            {
                Remark = stride == Patch ? null : $"Its patches overlap: it has one each {stride} frames and bands, the network one each {Patch}. Their filters are the same and their positions were interpolated, but there are fewer of them, so this is an approximation.",
            };
        }
        throw Mismatch(tensors, shape, "514, 1214 or another number that an AST for 10.24 s has ([CLS], distillation token, and patches that lie 10 to 16 frames and bands apart), because no other number determines the grid");
    }

    /// <summary>The number of patches along an axis.</summary>
    private static int Along(int length, int stride) => (length - Patch) / stride + 1;

    private static ShapeMismatchException Mismatch(EncoderTensors tensors, Shape shape, string rule) =>
        new($"{tensors.File.Origin}: '{tensors.NameInFile(EncoderTensors.Positions)}' has shape {shape}; its second size must be {rule}.");
}
