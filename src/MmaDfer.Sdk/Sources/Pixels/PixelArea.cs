namespace MmaDfer.Sdk.Sources.Pixels;

/// <summary>A part of a frame in whole pixels, inside the frame; may be empty.</summary>
internal readonly record struct PixelArea(int Left, int Top, int Width, int Height)
{
    public bool IsEmpty => Width <= 0 || Height <= 0;

    /// <summary>The area with a margin on each side, as a share of its size, and with even edges, as chroma planes need.</summary>
    public PixelArea Widened(double share, int width, int height) => Inside(
        Left - share * Width, Top - share * Height, Left + Width + share * Width, Top + Height + share * Height, width, height).OnGrid(2, width, height);

    /// <summary>The pixels of both areas.</summary>
    public PixelArea Intersect(PixelArea other)
    {
        int left = Math.Max(Left, other.Left), top = Math.Max(Top, other.Top);
        return new PixelArea(
            left, top, Math.Min(Left + Width, other.Left + other.Width) - left, Math.Min(Top + Height, other.Top + other.Height) - top);
    }

    /// <summary>The smallest area that holds this one and whose edges are multiples of a number, or the frame's.</summary>
    public PixelArea OnGrid(int grid, int width, int height)
    {
        int left = Left / grid * grid, top = Top / grid * grid;
        int right = Math.Min((Left + Width + grid - 1) / grid * grid, width), bottom = Math.Min((Top + Height + grid - 1) / grid * grid, height);
        return new PixelArea(left, top, right - left, bottom - top);
    }

    /// <summary>The part inside the frame of an area given by its edges.</summary>
    public static PixelArea Inside(double left, double top, double right, double bottom, int width, int height)
    {
        int x = (int)Math.Clamp(left, 0, width), y = (int)Math.Clamp(top, 0, height);
        return new PixelArea(x, y, (int)Math.Clamp(right, 0, width) - x, (int)Math.Clamp(bottom, 0, height) - y);
    }
}
