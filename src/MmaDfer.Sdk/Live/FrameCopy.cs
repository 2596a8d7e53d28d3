using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Faces.Tracking;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Pixels;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// A copy of a part of a frame in the frame's own layout, so that it costs no more than moving memory; another thread converts the pixels.
/// Reuses its memory: frames of a known size allocate nothing.
/// </summary>
internal sealed class FrameCopy
{
    /// <summary>Maximum size of a copy in bytes: of more, only every second, third, ... row is copied.</summary>
    public const int MaxBytes = 3 * 512 * 1024;

    private byte[] _bytes = [];
    private PixelLayout _layout;
    private YuvRange _range;
    private int _rows;

    /// <summary>The part of the frame that was copied; empty for none.</summary>
    public PixelArea Area { get; private set; }

    /// <summary>Distance between the copied rows: 1 for all rows.</summary>
    public int Step { get; private set; } = 1;

    /// <summary>The pixels: as wide as <see cref="Area"/>, with every <see cref="Step"/>th of its rows.</summary>
    public FrameView View => new(_bytes, Area.Width, _rows, _layout, range: _range);

    /// <summary>Makes the copy empty.</summary>
    public void Clear() => Area = default;

    /// <summary>The distance between rows that keeps a copy below <see cref="MaxBytes"/>.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="area">The part to copy.</param>
    /// <param name="minRows">Minimum number of rows to copy, if the area has as many.</param>
    public static int StepFor(FrameView frame, PixelArea area, int minRows)
    {
        long all = FrameGeometry.PackedBytes(area.Width, area.Height, frame.Layout);
        return (int)Math.Max(1, Math.Min((all + MaxBytes - 1) / MaxBytes, area.Height / minRows));
    }

    /// <summary>Copies a part of a frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="area">The part; its left and upper edges are even, as chroma planes need.</param>
    /// <param name="step">Distance between the copied rows: 1 for all rows.</param>
    public void Take(FrameView frame, PixelArea area, int step)
    {
        Step = step;
        _rows = (area.Height + Step - 1) / Step;
        (Area, _layout, _range) = (area, frame.Layout, frame.Range);
        long length = FrameGeometry.PackedBytes(area.Width, _rows, frame.Layout);
        // A quarter more, for faces that come nearer.
        if (_bytes.Length < length)
            _bytes = new byte[length + length / 4];
        FrameGeometry geometry = frame.Geometry;
        int halfWidth = (area.Width + 1) / 2, halfRows = (_rows + 1) / 2;
        int rowBytes = (int)FrameGeometry.RowBytes(area.Width, frame.Layout), indent = (int)FrameGeometry.RowBytes(area.Left, frame.Layout);
        Span<byte> to = _bytes;
        for (int y = 0; y < _rows; y++, to = to[rowBytes..])
        {
            int from = geometry.Row(area.Top + y * Step) + indent;
            frame.Pixels.Slice(from, rowBytes).CopyTo(to);
        }
        if (frame.Layout is not (PixelLayout.Nv12 or PixelLayout.I420))
            return;
        // A chroma row belongs to two rows of the copy: the chroma of the first one is used.
        int planes = frame.Layout == PixelLayout.I420 ? 2 : 1, chromaBytes = halfWidth * 2 / planes;
        for (int plane = 0; plane < planes; plane++)
        {
            for (int y = 0; y < halfRows; y++, to = to[chromaBytes..])
            {
                int from = geometry.ChromaRow(area.Top + 2 * y * Step, plane) + area.Left / 2 * 2 / planes;
                frame.Pixels.Slice(from, chromaBytes).CopyTo(to);
            }
        }
    }
}

/// <summary>A part of a frame in whole pixels, inside the frame; may be empty.</summary>
internal readonly record struct PixelArea(int Left, int Top, int Width, int Height)
{
    public bool IsEmpty => Width <= 0 || Height <= 0;

    /// <summary>The part that the network sees of a face; empty for a box that is empty, outside of the frame, or not finite.</summary>
    public static PixelArea Of(FaceBox face, int width, int height) =>
        FaceCrop.TryAround(new ReadOnlySpan<FaceBox>(in face), width, height) is { } crop ? new PixelArea(crop.X, crop.Y, crop.Width, crop.Height) : default;

    /// <summary>The area with a margin on each side, as a share of its size, and with even edges, as chroma planes need.</summary>
    public PixelArea Widened(double share, int width, int height) => Inside(
        Left - share * Width, Top - share * Height, Left + Width + share * Width, Top + Height + share * Height, width, height).OnGrid(2, width, height);

    /// <summary>The smallest area that holds the part of a box inside the frame and whose edges are multiples of a number.</summary>
    public static PixelArea Around(FaceBox box, int grid, int width, int height) =>
        Inside(box.X, box.Y, Math.Ceiling(box.X + box.Width), Math.Ceiling(box.Y + box.Height), width, height).OnGrid(grid, width, height);

    /// <summary>The pixels of both areas.</summary>
    public PixelArea Intersect(PixelArea other)
    {
        int left = Math.Max(Left, other.Left), top = Math.Max(Top, other.Top);
        return new PixelArea(
            left, top, Math.Min(Left + Width, other.Left + other.Width) - left, Math.Min(Top + Height, other.Top + other.Height) - top);
    }

    private PixelArea OnGrid(int grid, int width, int height)
    {
        int left = Left / grid * grid, top = Top / grid * grid;
        int right = Math.Min((Left + Width + grid - 1) / grid * grid, width), bottom = Math.Min((Top + Height + grid - 1) / grid * grid, height);
        return new PixelArea(left, top, right - left, bottom - top);
    }

    private static PixelArea Inside(double left, double top, double right, double bottom, int width, int height)
    {
        int x = (int)Math.Clamp(left, 0, width), y = (int)Math.Clamp(top, 0, height);
        return new PixelArea(x, y, (int)Math.Clamp(right, 0, width) - x, (int)Math.Clamp(bottom, 0, height) - y);
    }
}

/// <summary>Reduces the width of a copy as much as its rows were reduced, by averaging pixels: the frame keeps its proportions.</summary>
internal sealed class FrameReducer
{
    private byte[] _row = [], _rgb = [];

    /// <summary>The copied part, smaller by the copy's step in both directions; valid until the next call and as long as the copy.</summary>
    /// <param name="copy">A whole frame, or a part whose edges are multiples of the step.</param>
    /// <param name="width">Width of the whole frame.</param>
    /// <param name="height">Height of the whole frame.</param>
    public FramePart Reduce(FrameCopy copy, int width, int height) => new(
        ReduceWidth(copy), copy.Area.Left / copy.Step, copy.Area.Top / copy.Step, Math.Max(1, width / copy.Step), (height + copy.Step - 1) / copy.Step);

    private FrameView ReduceWidth(FrameCopy copy)
    {
        FrameView view = copy.View;
        if (copy.Step == 1)
            return view;
        int width = Math.Max(1, view.Width / copy.Step), step = Math.Min(copy.Step, view.Width);
        if (_row.Length < 3 * view.Width)
            _row = new byte[3 * view.Width];
        if (_rgb.Length < 3 * width * view.Height)
            _rgb = new byte[3 * width * view.Height];
        for (int y = 0; y < view.Height; y++)
        {
            view.ReadRow(y, _row);
            Span<byte> to = _rgb.AsSpan(3 * y * width, 3 * width);
            for (int x = 0; x < to.Length; x++)
            {
                int sum = step / 2, from = x / 3 * 3 * step + x % 3;
                for (int i = 0; i < step; i++)
                    sum += _row[from + 3 * i];
                to[x] = (byte)(sum / step);
            }
        }
        return new FrameView(_rgb, width, view.Height, PixelLayout.Rgb24);
    }
}
