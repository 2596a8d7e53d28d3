using MmaDfer.Sdk.Faces;

namespace MmaDfer.Sdk.Live;

/// <summary>Part of a picture, in whole pixels, inside it; empty where nothing is left of it.</summary>
internal readonly record struct PixelArea(int Left, int Top, int Width, int Height)
{
    public bool IsEmpty => Width <= 0 || Height <= 0;

    /// <summary>What the network is to see of a face; empty for a box that is empty, outside of the picture, or not of numbers.</summary>
    public static PixelArea Of(FaceBox face, int width, int height) =>
        FaceCrop.TryAround(new ReadOnlySpan<FaceBox>(in face), width, height) is { } crop ? new PixelArea(crop.X, crop.Y, crop.Width, crop.Height) : default;

    /// <summary>The same with a margin on each side, a share of its sizes, and edges that are even, as chroma planes need.</summary>
    public PixelArea Widened(double share, int width, int height) => Inside(
        Left - share * Width, Top - share * Height, Left + Width + share * Width, Top + Height + share * Height, width, height).OnGrid(2, width, height);

    /// <summary>The least area that holds a box as far as it is in the picture, with edges that are multiples of a number.</summary>
    public static PixelArea Around(FaceBox box, int grid, int width, int height) =>
        Inside(box.X, box.Y, Math.Ceiling(box.X + box.Width), Math.Ceiling(box.Y + box.Height), width, height).OnGrid(grid, width, height);

    /// <summary>What lies in both.</summary>
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
