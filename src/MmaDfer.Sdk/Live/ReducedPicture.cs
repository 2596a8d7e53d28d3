using MmaDfer.Sdk.Faces.Tracking;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>A picture of which only some rows were copied, in its right proportions: pixels of its rows are averaged.</summary>
internal sealed class ReducedPicture
{
    private byte[] _row = [], _rgb = [];

    /// <summary>The picture, smaller by the copy's step in both directions; valid until the next call or as long as the copy.</summary>
    /// <param name="copy">All of a picture or a part, whose edges are multiples of the step.</param>
    /// <param name="width">Width of the whole picture that the copy is of.</param>
    /// <param name="height">Height of the whole picture.</param>
    public FramePart Of(FrameCopy copy, int width, int height) => new(
        Smaller(copy), copy.Area.Left / copy.Step, copy.Area.Top / copy.Step, Math.Max(1, width / copy.Step), (height + copy.Step - 1) / copy.Step);

    private FrameView Smaller(FrameCopy copy)
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
