using MmaDfer.Sdk.Faces.Pixels;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Faces.Tracking;

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
