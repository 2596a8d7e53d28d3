namespace MmaDfer.Sdk.Sources.Pixels;

/// <summary>
/// How stored pixels make an upright frame. The default changes nothing. Pixel (x, y) of the upright frame is the stored pixel of that
/// column and row, where row and column first change places (<paramref name="Swaps"/>), then either may count from the other end.
/// </summary>
/// <param name="Swaps">Rows are stored as columns.</param>
/// <param name="FlipsX">Stored columns count from the right.</param>
/// <param name="FlipsY">Stored rows count from below.</param>
internal readonly record struct FrameTurn(bool Swaps, bool FlipsX, bool FlipsY)
{
    /// <summary>Rows that are read before columns of them are written: as many as a cache line of RGB holds pixels, roughly.</summary>
    private const int Band = 16;

    /// <summary>The turn by an angle, then mirrored.</summary>
    /// <param name="rotation">0, 90, 180 or 270 degrees clockwise.</param>
    /// <param name="mirrored">Whether left and right change places afterwards.</param>
    public static FrameTurn Of(int rotation, bool mirrored) => rotation switch
    {
        90 => new(true, false, !mirrored),
        180 => new(false, !mirrored, true),
        270 => new(true, true, mirrored),
        _ => new(false, mirrored, false),
    };

    /// <summary>Whether the stored pixels are the upright frame.</summary>
    public bool IsNone => this == default;

    /// <summary>From the upright frame back to the stored one.</summary>
    public FrameTurn Inverse => Swaps ? new(true, FlipsY, FlipsX) : this;

    /// <summary>Bytes of scratch memory that <see cref="Read"/> needs for so many stored columns.</summary>
    public int ScratchBytes(int width) => Swaps ? 3 * Band * width : 0;

    /// <summary>Where a rectangle of the upright frame is stored.</summary>
    /// <param name="area">The rectangle.</param>
    /// <param name="width">Stored pixels in a row.</param>
    /// <param name="height">Stored rows.</param>
    public PixelArea ToStored(PixelArea area, int width, int height)
    {
        (int left, int top, int columns, int rows) = Swaps
            ? (area.Top, area.Left, area.Height, area.Width)
            : (area.Left, area.Top, area.Width, area.Height);
        return new PixelArea(FlipsX ? width - left - columns : left, FlipsY ? height - top - rows : top, columns, rows);
    }

    /// <summary>Reads a rectangle of stored pixels as upright RGB.</summary>
    /// <param name="stored">The stored frame.</param>
    /// <param name="area">The rectangle in it.</param>
    /// <param name="scratch">At least <see cref="ScratchBytes"/> of its width.</param>
    /// <param name="rgb">Receives the upright rows.</param>
    /// <param name="stride">Bytes from an upright row to the next.</param>
    public void Read(FrameView stored, PixelArea area, Span<byte> scratch, Span<byte> rgb, int stride)
    {
        int width = 3 * area.Width;
        if (!Swaps)
        {
            for (int y = 0; y < area.Height; y++)
            {
                Span<byte> row = rgb.Slice((FlipsY ? area.Height - 1 - y : y) * stride, width);
                stored.ReadStoredRow(area.Top + y, area.Left, row);
                if (FlipsX)
                    Reverse(row);
            }
            return;
        }
        for (int first = 0; first < area.Height; first += Band)
        {
            int rows = Math.Min(Band, area.Height - first);
            for (int i = 0; i < rows; i++)
                stored.ReadStoredRow(area.Top + first + i, area.Left, scratch.Slice((FlipsY ? rows - 1 - i : i) * width, width));
            int column = 3 * (FlipsY ? area.Height - first - rows : first);
            for (int x = 0; x < area.Width; x++)
            {
                Span<byte> to = rgb.Slice((FlipsX ? area.Width - 1 - x : x) * stride + column, 3 * rows);
                for (int at = 0, from = 3 * x; at + 2 < to.Length; at += 3, from += width)
                {
                    ReadOnlySpan<byte> pixel = scratch.Slice(from, 3);
                    to[at] = pixel[0];
                    to[at + 1] = pixel[1];
                    to[at + 2] = pixel[2];
                }
            }
        }
    }

    private static void Reverse(Span<byte> row)
    {
        for (int left = 0, right = row.Length - 3; left < right; left += 3, right -= 3)
        {
            Span<byte> a = row.Slice(left, 3), b = row.Slice(right, 3);
            (a[0], a[1], a[2], b[0], b[1], b[2]) = (b[0], b[1], b[2], a[0], a[1], a[2]);
        }
    }
}

/// <summary>Turns frames upright, into memory that it keeps. One thread at a time.</summary>
internal sealed class UprightFrame
{
    private byte[] _pixels = [], _scratch = [];

    /// <summary>The frame itself if it is upright; otherwise a copy in <see cref="PixelLayout.Rgb24"/>, valid until the next call.</summary>
    public FrameView Of(FrameView frame) => frame.IsTurned ? Of(frame, new PixelArea(0, 0, frame.Width, frame.Height)) : frame;

    /// <summary>A rectangle of a frame, upright, in <see cref="PixelLayout.Rgb24"/>; valid until the next call.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="area">The rectangle of its stored pixels.</param>
    public FrameView Of(FrameView frame, PixelArea area)
    {
        FrameTurn turn = frame.Turn;
        (int width, int height) = turn.Swaps ? (area.Height, area.Width) : (area.Width, area.Height);
        long bytes = 3L * width * height;
        if (_pixels.Length < bytes)
            _pixels = new byte[bytes];
        int scratch = turn.ScratchBytes(area.Width);
        if (_scratch.Length < scratch)
            _scratch = new byte[scratch];
        turn.Read(frame, area, _scratch, _pixels, 3 * width);
        return new FrameView(_pixels, width, height, PixelLayout.Rgb24);
    }
}
