namespace MmaDfer.Sdk.Faces;

/// <summary>Where a face is in a picture: in pixels, from the picture's upper left corner. It may reach beyond the picture.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Upper edge.</param>
/// <param name="Width">Pixels from the left to the right edge.</param>
/// <param name="Height">Pixels from the upper to the lower edge.</param>
public readonly record struct FaceBox(float X, float Y, float Width, float Height)
{
    internal float CenterX => X + (Width / 2);

    internal float CenterY => Y + (Height / 2);

    internal float Area => Width * Height;

    /// <summary>Whether it covers anything: sizes are positive, and nothing is infinite or no number.</summary>
    internal bool IsValid => Width > 0 && Height > 0 && float.IsFinite(X + Y + Width + Height);

    /// <summary>Whether some of it is in a picture of this size.</summary>
    internal bool IsIn(int width, int height) => X < width && Y < height && X + Width > 0 && Y + Height > 0;

    /// <summary>The box made larger or smaller about its centre.</summary>
    /// <param name="factor">What its sizes are multiplied by.</param>
    public FaceBox Scaled(float factor) =>
        new(CenterX - (factor * Width / 2), CenterY - (factor * Height / 2), factor * Width, factor * Height);

    /// <summary>The least box that holds both.</summary>
    internal FaceBox Union(FaceBox other)
    {
        float left = MathF.Min(X, other.X), top = MathF.Min(Y, other.Y);
        return new FaceBox(left, top, MathF.Max(X + Width, other.X + other.Width) - left, MathF.Max(Y + Height, other.Y + other.Height) - top);
    }

    /// <summary>Area in both boxes divided by the area in any; 1 for equal ones, 0 for those that do not touch.</summary>
    internal float Overlap(FaceBox other)
    {
        float width = MathF.Min(X + Width, other.X + other.Width) - MathF.Max(X, other.X);
        float height = MathF.Min(Y + Height, other.Y + other.Height) - MathF.Max(Y, other.Y);
        if (!(width > 0 && height > 0))
            return 0;
        float both = width * height;
        return both / (Area + other.Area - both);
    }
}
