using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>
/// Where a value lies: rows of equal width, equally far apart, inside a region of the arena. Slices of the last dimension
/// and single tokens are matrices too, so that taking them costs nothing.
/// </summary>
internal sealed unsafe class Matrix(Region region, long offset, int rows, int width, int stride)
{
    public Region Region => region;

    public int Rows => rows;

    /// <summary>Elements of a row.</summary>
    public int Width => width;

    /// <summary>Elements from the start of a row to the start of the next.</summary>
    public int Stride => stride;

    public long Offset => offset;

    /// <summary>Whether nothing lies between the rows.</summary>
    public bool IsDense => stride == width || rows == 1;

    /// <summary>A new region that holds just this shape.</summary>
    public static Matrix Create(Shape shape) =>
        new(new Region(shape.Count), 0, shape.Rows, shape[^1], shape[^1]);

    public float* Row(int index) => region.Address + offset + (long)index * stride;

    /// <summary>Columns start .. start + width of every row.</summary>
    public Matrix Columns(int start, int count) => new(region, offset + start, rows, count, stride);

    /// <summary>Every <paramref name="period"/>-th row, beginning with <paramref name="start"/>.</summary>
    public Matrix EveryRow(int period, int start) =>
        new(region, offset + (long)start * stride, rows / period, width, stride * period);

    /// <summary>The same elements as dense rows of another width.</summary>
    public Matrix Reshaped(int newRows, int newWidth) => newWidth == width
        ? this
        : IsDense
            ? new(region, offset, newRows, newWidth, newWidth)
            : throw new InvalidOperationException("Rows with gaps cannot be reshaped.");
}
