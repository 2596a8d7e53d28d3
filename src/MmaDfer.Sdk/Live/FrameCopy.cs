using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Faces.Tracking;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Pixels;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// A copy of a part of a frame in the frame's own layout, so that it costs no more than moving memory; another thread converts the pixels
/// and turns them upright.
/// Reuses its memory: frames of a known size allocate nothing.
/// </summary>
internal sealed class FrameCopy
{
    /// <summary>Maximum size of a copy in bytes: of more, only every second, third, ... row is copied.</summary>
    public const int MaxBytes = 3 * 512 * 1024;

    private byte[] _bytes = [];
    private PixelLayout _layout;
    private YuvRange _range;
    private int _rotation, _rows;
    private bool _mirrored;

    /// <summary>The part of the frame that was copied, in stored pixels; empty for none.</summary>
    public PixelArea Area { get; private set; }

    /// <summary>Distance between the copied rows: 1 for all rows.</summary>
    public int Step { get; private set; } = 1;

    /// <summary>The pixels: as wide as <see cref="Area"/>, with every <see cref="Step"/>th of its rows.</summary>
    public FrameView View => new(_bytes, Area.Width, _rows, _layout, range: _range) { Rotation = _rotation, Mirrored = _mirrored };

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
        (Area, _layout, _range, _rotation, _mirrored) = (area, frame.Layout, frame.Range, frame.Rotation, frame.Mirrored);
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

/// <summary>Parts of a frame that hold a face.</summary>
internal static class FaceArea
{
    extension(PixelArea)
    {
        /// <summary>The part that the network sees of a face; empty for a box that is empty, outside of the frame, or not finite.</summary>
        public static PixelArea Of(FaceBox face, int width, int height) =>
            FaceCrop.TryAround(new ReadOnlySpan<FaceBox>(in face), width, height) is { } crop ? new PixelArea(crop.X, crop.Y, crop.Width, crop.Height) : default;

        /// <summary>The smallest area that holds the part of a box inside the frame and whose edges are multiples of a number.</summary>
        public static PixelArea Around(FaceBox box, int grid, int width, int height) => PixelArea.Inside(
            box.X, box.Y, Math.Ceiling(box.X + box.Width), Math.Ceiling(box.Y + box.Height), width, height).OnGrid(grid, width, height);
    }
}

/// <summary>Makes a copy narrower by as much as its rows are fewer, by averaging pixels, and turns it upright: the frame keeps its proportions.</summary>
internal sealed class FrameReducer
{
    private readonly UprightFrame _upright = new();
    private byte[] _row = [], _rgb = [];

    /// <summary>
    /// The copied part upright, smaller by the copy's step in both directions; valid until the next call and as long as the copy.
    /// </summary>
    /// <param name="copy">A whole frame, or a part whose edges are multiples of the step.</param>
    /// <param name="width">Width of the whole upright frame.</param>
    /// <param name="height">Height of the whole upright frame.</param>
    public FramePart Reduce(FrameCopy copy, int width, int height)
    {
        FrameView view = copy.View;
        FrameTurn turn = view.Turn;
        (int columns, int rows) = Whole(turn, width, height, copy.Step);
        FrameView reduced = copy.Step == 1 ? view : Narrow(view, new PixelArea(0, 0, view.Width, view.Height), copy.Step);
        var area = new PixelArea(copy.Area.Left / copy.Step, copy.Area.Top / copy.Step, reduced.Width, reduced.Height);
        area = turn.Inverse.ToStored(area, columns, rows);
        return new FramePart(_upright.Of(reduced), area.Left, area.Top, columns, rows);
    }

    /// <summary>Where the pixels of <see cref="Reduce"/> lie in the upright frame.</summary>
    public static FrameScale Scale(FrameCopy copy, int width, int height)
    {
        FrameTurn turn = copy.View.Turn;
        (int columns, int rows) = Whole(turn, width, height, copy.Step);
        // Steps begin at the first stored pixel. From the other end, what is left after the last whole one comes first.
        (bool flipsX, bool flipsY) = turn.Swaps ? (turn.FlipsY, turn.FlipsX) : (turn.FlipsX, turn.FlipsY);
        return new FrameScale(copy.Step, flipsX ? width - copy.Step * columns : 0, flipsY ? height - copy.Step * rows : 0);
    }

    /// <summary>A part of a frame as RGB, narrower by averaging, turned as the frame is; valid until the next call.</summary>
    /// <param name="view">The frame.</param>
    /// <param name="area">The part, in stored pixels.</param>
    /// <param name="by">How many pixels become one; 1 for all.</param>
    public FrameView Narrow(FrameView view, PixelArea area, int by)
    {
        int width = Math.Max(1, area.Width / by), step = Math.Min(by, area.Width);
        if (_row.Length < 3 * area.Width)
            _row = new byte[3 * area.Width];
        if (_rgb.Length < 3 * width * area.Height)
            _rgb = new byte[3 * width * area.Height];
        for (int y = 0; y < area.Height; y++)
        {
            Span<byte> to = _rgb.AsSpan(3 * y * width, 3 * width);
            if (step == 1)
            {
                view.ReadStoredRow(area.Top + y, area.Left, to);
                continue;
            }
            view.ReadStoredRow(area.Top + y, area.Left, _row.AsSpan(0, 3 * area.Width));
            for (int x = 0; x < to.Length; x++)
            {
                int sum = step / 2, from = x / 3 * 3 * step + x % 3;
                for (int i = 0; i < step; i++)
                    sum += _row[from + 3 * i];
                to[x] = (byte)(sum / step);
            }
        }
        return new FrameView(_rgb, width, area.Height, PixelLayout.Rgb24) { Rotation = view.Rotation, Mirrored = view.Mirrored };
    }

    /// <summary>Size of the whole upright frame, reduced: of stored columns only whole steps remain, of rows each that begins a step.</summary>
    private static (int Columns, int Rows) Whole(FrameTurn turn, int width, int height, int step)
    {
        int fewer = Math.Max(1, (turn.Swaps ? height : width) / step), kept = ((turn.Swaps ? width : height) + step - 1) / step;
        return turn.Swaps ? (kept, fewer) : (fewer, kept);
    }
}

/// <summary>From pixels of a reduced frame to those of the whole one.</summary>
/// <param name="Factor">By how much the whole frame is larger.</param>
/// <param name="X">Where the first reduced column begins.</param>
/// <param name="Y">Where the first reduced row begins.</param>
internal readonly record struct FrameScale(int Factor, int X, int Y)
{
    public FaceBox Apply(FaceBox box) => box.Transform(Factor, X, Y);
}
