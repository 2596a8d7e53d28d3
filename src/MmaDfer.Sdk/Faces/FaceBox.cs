namespace MmaDfer.Sdk.Faces;

/// <summary>Where a face is in a frame: in pixels, from the frame's upper left corner. It may reach beyond the frame.</summary>
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

    /// <summary>Whether some of it is in a frame of this size.</summary>
    internal bool IsIn(int width, int height) => X < width && Y < height && X + Width > 0 && Y + Height > 0;

    /// <summary>Makes the box larger or smaller about its centre.</summary>
    /// <param name="factor">Multiplies width and height.</param>
    public FaceBox Scale(float factor) =>
        new(CenterX - (factor * Width / 2), CenterY - (factor * Height / 2), factor * Width, factor * Height);

    /// <summary>
    /// Calculates the part of a frame that the network should see for this face, in whole pixels, cut as the published model's training
    /// frames were: the box of the face, its shorter side widened by half the difference at both ends, as far as the frame goes. Without a
    /// face (a box that is empty, not a number or outside the frame) it is a square in the middle, of half the frame's shorter side.
    /// Streams cut so by themselves.
    /// </summary>
    /// <param name="frameWidth">Width of the frame in pixels.</param>
    /// <param name="frameHeight">Height of the frame in pixels.</param>
    public FaceBox GetCrop(int frameWidth, int frameHeight) => FaceCrop.Around(this, frameWidth, frameHeight).Box;

    /// <summary>Calculates the part of a frame that the network should see for several faces, as in MAFW: the crop around all of them together.</summary>
    /// <param name="faces">The faces; boxes that are empty, not a number or outside the frame are left out.</param>
    /// <param name="frameWidth">Width of the frame in pixels.</param>
    /// <param name="frameHeight">Height of the frame in pixels.</param>
    public static FaceBox GetCrop(ReadOnlySpan<FaceBox> faces, int frameWidth, int frameHeight) =>
        FaceCrop.Around(faces, frameWidth, frameHeight).Box;

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
