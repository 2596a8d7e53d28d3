using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Pixels;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// A copy of part of a picture, in the picture's own layout, so that it takes no longer than moving memory: what is to be done with
/// the pixels is done on another thread. Keeps its memory, so pictures of a size seen before allocate nothing.
/// </summary>
internal sealed class FrameCopy
{
    /// <summary>Bytes that a copy takes at most: of more, every second, third, ... row is copied.</summary>
    public const int MaxBytes = 3 * 512 * 1024;

    private byte[] _bytes = [];
    private PixelLayout _layout;
    private YuvRange _range;
    private int _rows;

    /// <summary>The part of the picture that it shows; empty for none.</summary>
    public PixelArea Area { get; private set; }

    /// <summary>How far the rows that were copied are apart: 1 for all.</summary>
    public int Step { get; private set; } = 1;

    /// <summary>The pixels: as wide as <see cref="Area"/>, but of its rows only each <see cref="Step"/>th.</summary>
    public FrameView View => new(_bytes, Area.Width, _rows, _layout, range: _range);

    /// <summary>Shows nothing.</summary>
    public void Clear() => Area = default;

    /// <summary>How far apart the rows of a copy must be to keep it small.</summary>
    /// <param name="frame">The picture.</param>
    /// <param name="area">Part of it.</param>
    /// <param name="minRows">Rows that are copied at least, if there are as many.</param>
    public static int StepFor(FrameView frame, PixelArea area, int minRows)
    {
        long all = FrameGeometry.PackedBytes(area.Width, area.Height, frame.Layout);
        return (int)Math.Max(1, Math.Min((all + MaxBytes - 1) / MaxBytes, area.Height / minRows));
    }

    /// <summary>Copies.</summary>
    /// <param name="frame">The picture.</param>
    /// <param name="area">Part of it; its left and upper edges are even, as chroma planes need.</param>
    /// <param name="step">How far apart the rows are that are copied: 1 for all.</param>
    public void Take(FrameView frame, PixelArea area, int step)
    {
        Step = step;
        _rows = (area.Height + Step - 1) / Step;
        (Area, _layout, _range) = (area, frame.Layout, frame.Range);
        long length = FrameGeometry.PackedBytes(area.Width, _rows, frame.Layout);
        // With some room, as faces come nearer.
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
        // Chroma rows belong to pairs of rows: of a pair that is apart now, the first one's is taken.
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
