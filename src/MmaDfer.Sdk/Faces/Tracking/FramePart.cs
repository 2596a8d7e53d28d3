using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Faces.Tracking;

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
