using MmaDfer.Sdk.Faces.Pixels;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Faces.Tracking;

/// <summary>Remembers what faces look like, and finds where they went in the next frame. Keeps its memory. One thread at a time.</summary>
internal sealed class PatchFollower
{
    /// <summary>What looks less alike is another thing, or something is in front of it.</summary>
    private const float LeastCorrelation = 0.6f;

    private readonly CellReader _reader = new();
    private readonly Correlation _correlation = new();
    private readonly float[] _area = new float[Correlation.AreaSize * Correlation.AreaSize];

    /// <summary>Remembers what is in a box.</summary>
    public void Remember(FramePart part, FaceBox box, FacePatch patch)
    {
        // Cells are so large that a patch is about as large as the face.
        patch.Cell = (int)Math.Clamp(MathF.Round(MathF.Sqrt(box.Area) / Correlation.PatchSize), 1, 256);
        int half = patch.Cell * Correlation.PatchSize / 2;
        (int left, int top) = (Place(box.CenterX, part.Width) - half, Place(box.CenterY, part.Height) - half);
        _reader.Read(part.View, left - part.Left, top - part.Top, patch.Cell, Correlation.PatchSize, patch.Cells);
        patch.IsUsable = Correlation.Normalise(patch.Cells);
        (patch.Left, patch.Top) = (left, top);
    }

    /// <summary>Finds what was remembered.</summary>
    /// <param name="part">The frame.</param>
    /// <param name="patch">What is remembered; its place is moved along.</param>
    /// <param name="x">Pixels that it has moved to the right.</param>
    /// <param name="y">Pixels that it has moved down.</param>
    /// <returns>
    /// False if it is not there, or not near enough, or most of it were outside of the frame: what is read there is its edge, repeated,
    /// which may look like anything and goes on for ever.
    /// </returns>
    public bool Follow(FramePart part, FacePatch patch, out float x, out float y)
    {
        (x, y) = (0, 0);
        if (!patch.IsUsable)
            return false;
        int left = (int)MathF.Round(patch.Left), top = (int)MathF.Round(patch.Top), margin = Correlation.Reach * patch.Cell;
        _reader.Read(part.View, left - margin - part.Left, top - margin - part.Top, patch.Cell, Correlation.AreaSize, _area);
        if (_correlation.Find(patch.Cells, _area, out float right, out float down) < LeastCorrelation)
            return false;
        float newLeft = left + (right * patch.Cell), newTop = top + (down * patch.Cell), half = patch.Cell * Correlation.PatchSize / 2f;
        if (!(newLeft + half >= 0 && newTop + half >= 0 && newLeft + half <= part.Width && newTop + half <= part.Height))
            return false;
        (x, y) = (newLeft - patch.Left, newTop - patch.Top);
        (patch.Left, patch.Top) = (newLeft, newTop);
        return true;
    }

    /// <summary>A centre as a whole number; boxes far outside are of no use, but must not overflow.</summary>
    private static int Place(float center, int size) => (int)Math.Clamp(MathF.Round(center), -size, 2 * size);
}

/// <summary>
/// Reads a square of a frame as few large cells of grey: the mean brightness of some pixels of each. Beyond the frame, its edge
/// goes on. Keeps its memory. One thread at a time.
/// </summary>
internal sealed class CellReader
{
    /// <summary>Rows of a cell that are looked at; more add cost, no certainty.</summary>
    private const int MostRows = 4;

    private readonly GrayRows _rows = new();
    private byte[] _row = [];
    private int[] _sums = [];

    /// <summary>Reads cells.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="left">Left edge of the square, in pixels.</param>
    /// <param name="top">Upper edge of the square, in pixels.</param>
    /// <param name="cell">Width and height of a cell, in pixels.</param>
    /// <param name="count">Cells in a row, and rows of cells.</param>
    /// <param name="cells">Gets count x count values from 0 to 255.</param>
    public void Read(FrameView frame, int left, int top, int cell, int count, Span<float> cells)
    {
        int width = cell * count;
        if (_row.Length < width)
            _row = new byte[width];
        if (_sums.Length < count)
            _sums = new int[count];
        int step = Math.Max(1, cell / MostRows), rows = (cell + step - 1) / step;
        float share = 1f / (rows * cell);
        Span<int> sums = _sums.AsSpan(0, count);
        for (int y = 0; y < count; y++)
        {
            sums.Clear();
            for (int i = 0; i < cell; i += step)
            {
                ReadRow(frame, Math.Clamp(top + (y * cell) + i, 0, frame.Height - 1), left, _row.AsSpan(0, width));
                Add(_row.AsSpan(0, width), cell, sums);
            }
            for (int x = 0; x < count; x++)
                cells[(y * count) + x] = sums[x] * share;
        }
    }

    private void ReadRow(FrameView frame, int y, int left, Span<byte> row)
    {
        int first = Math.Clamp(left, 0, frame.Width - 1), last = Math.Clamp(left + row.Length, first + 1, frame.Width);
        int before = Math.Clamp(first - left, 0, row.Length - 1), count = Math.Min(last - first, row.Length - before);
        _rows.Read(frame, y, first, row.Slice(before, count));
        row[..before].Fill(row[before]);
        row[(before + count)..].Fill(row[before + count - 1]);
    }

    private static void Add(ReadOnlySpan<byte> row, int cell, Span<int> sums)
    {
        for (int x = 0; x < sums.Length; x++)
        {
            int sum = 0;
            foreach (byte pixel in row.Slice(x * cell, cell))
                sum += pixel;
            sums[x] += sum;
        }
    }
}

/// <summary>What of a frame is at hand: all of it, or a part.</summary>
/// <param name="view">The pixels that are at hand.</param>
/// <param name="left">Left edge of the part, in pixels of the whole frame.</param>
/// <param name="top">Upper edge of the part.</param>
/// <param name="width">Width of the whole frame.</param>
/// <param name="height">Height of the whole frame.</param>
internal readonly ref struct FramePart(FrameView view, int left, int top, int width, int height)
{
    /// <summary>All of a frame.</summary>
    public FramePart(FrameView frame)
        : this(frame, 0, 0, frame.Width, frame.Height)
    {
    }

    public FrameView View { get; } = view;

    public int Left => left;

    public int Top => top;

    public int Width => width;

    public int Height => height;

    public bool IsWhole => View.Width == width && View.Height == height;
}
