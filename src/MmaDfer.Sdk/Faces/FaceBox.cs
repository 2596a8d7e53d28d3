using System.Numerics;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Faces;

/// <summary>
/// Where a face is in a frame: in pixels, from the upper left corner of the upright frame. It may reach beyond the frame. Of a frame with
/// <see cref="FrameView.Rotation"/> or <see cref="FrameView.Mirrored"/>, the upright frame is the turned and mirrored one.
/// </summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Upper edge.</param>
/// <param name="Width">Pixels from the left to the right edge.</param>
/// <param name="Height">Pixels from the upper to the lower edge.</param>
public readonly record struct FaceBox(float X, float Y, float Width, float Height)
{
    /// <summary>Eyes, nose and mouth; null if the finder does not tell them, or the caller gave the box.</summary>
    public FaceLandmarks? Landmarks { get; init; }

    /// <summary>How sure the finder is that this is a face, 0 to 1; null if it does not tell.</summary>
    public float? Score { get; init; }

    internal float CenterX => X + (Width / 2);

    internal float CenterY => Y + (Height / 2);

    internal float Area => Width * Height;

    /// <summary>Whether it covers anything: sizes are positive, and nothing is infinite or no number.</summary>
    internal bool IsValid => Width > 0 && Height > 0 && float.IsFinite(X + Y + Width + Height);

    /// <summary>Whether some of it is in a frame of this size.</summary>
    internal bool IsIn(int width, int height) => X < width && Y < height && X + Width > 0 && Y + Height > 0;

    /// <summary>Makes the box larger or smaller about its centre. The landmarks stay.</summary>
    /// <param name="factor">Multiplies width and height.</param>
    public FaceBox Scale(float factor) => this with
    {
        X = CenterX - (factor * Width / 2), Y = CenterY - (factor * Height / 2), Width = factor * Width, Height = factor * Height,
    };

    /// <summary>The face in a frame that is larger by a factor and begins elsewhere: coordinates are multiplied, then moved, landmarks too.</summary>
    internal FaceBox Transform(float factor, float x, float y) => this with
    {
        X = (factor * X) + x, Y = (factor * Y) + y, Width = factor * Width, Height = factor * Height,
        Landmarks = Landmarks?.Transform(factor, new Vector2(x, y)),
    };

    /// <summary>The face between this place and another: this for a share of 0, the other for 1.</summary>
    internal FaceBox Approach(FaceBox other, float share) => new(
        X + (share * (other.X - X)), Y + (share * (other.Y - Y)), Width + (share * (other.Width - Width)), Height + (share * (other.Height - Height)))
    {
        Landmarks = Landmarks is { } from && other.Landmarks is { } to ? from.Approach(to, share) : other.Landmarks,
        Score = other.Score,
    };

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
        float both = AreaInBoth(other);
        return both == 0 ? 0 : both / (Area + other.Area - both);
    }

    /// <summary>The share of this box, 0 to 1, that lies in another.</summary>
    internal float ShareIn(FaceBox other) => AreaInBoth(other) / Area;

    private float AreaInBoth(FaceBox other)
    {
        float width = MathF.Min(X + Width, other.X + other.Width) - MathF.Max(X, other.X);
        float height = MathF.Min(Y + Height, other.Y + other.Height) - MathF.Max(Y, other.Y);
        return width > 0 && height > 0 ? width * height : 0;
    }
}

/// <summary>A face that a <see cref="FaceTracker"/> follows.</summary>
public readonly record struct TrackedFace
{
    /// <summary>Who it is: the same number from frame to frame, from 1 up, never given twice by a tracker.</summary>
    public int Id { get; init; }

    /// <summary>Where it is, smoothed, in pixels of the last frame; where it is hidden: where it last was.</summary>
    public FaceBox Box { get; init; }

    /// <summary>False while it is out of sight but not lost yet.</summary>
    public bool Visible { get; init; }

    /// <summary>Time of the frame in which it was first found.</summary>
    public TimeSpan FirstSeen { get; init; }

    /// <summary>Time of the last frame in which it was found or followed.</summary>
    public TimeSpan LastSeen { get; init; }
}

/// <summary>
/// The part of a frame that the network is shown, cut as the published model's training frames were: the box around the face,
/// its shorter side widened by half the difference on both ends, as far as the frame goes; without a face, a square in the middle
/// with half the frame's shorter side. It is resized to a square, so near the frame's edge it is stretched, in training too.
/// </summary>
/// <param name="X">Left edge, in pixels.</param>
/// <param name="Y">Upper edge, in pixels.</param>
/// <param name="Width">Pixels in a row, 1 or more; none is outside the frame.</param>
/// <param name="Height">Rows, 1 or more; none is outside the frame.</param>
internal readonly record struct FaceCrop(int X, int Y, int Width, int Height)
{
    public FaceBox Box => new(X, Y, Width, Height);

    /// <summary>The crop for a face.</summary>
    /// <param name="face">Where it is. A box that is empty, not a number or outside the frame counts as none.</param>
    /// <param name="frameWidth">Pixels in a row of the frame.</param>
    /// <param name="frameHeight">Rows of the frame.</param>
    public static FaceCrop Around(FaceBox face, int frameWidth, int frameHeight) =>
        Around(new ReadOnlySpan<FaceBox>(in face), frameWidth, frameHeight);

    /// <summary>The crop for several faces, as in MAFW: around all of them together.</summary>
    /// <param name="faces">Where they are. Boxes that are empty, not a number or outside the frame are left out.</param>
    /// <param name="frameWidth">Pixels in a row of the frame.</param>
    /// <param name="frameHeight">Rows of the frame.</param>
    public static FaceCrop Around(ReadOnlySpan<FaceBox> faces, int frameWidth, int frameHeight) =>
        TryAround(faces, frameWidth, frameHeight) ?? Central(frameWidth, frameHeight);

    /// <summary>The crop for faces; null where there is none.</summary>
    internal static FaceCrop? TryAround(ReadOnlySpan<FaceBox> faces, int frameWidth, int frameHeight)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frameWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frameHeight);
        int left = int.MaxValue, top = int.MaxValue, right = 0, bottom = 0;
        foreach (FaceBox face in faces)
        {
            int x0 = Place(face.X, frameWidth), x1 = Place(face.X + face.Width, frameWidth);
            int y0 = Place(face.Y, frameHeight), y1 = Place(face.Y + face.Height, frameHeight);
            if (!face.IsValid || x1 <= 0 || y1 <= 0 || x0 >= frameWidth || y0 >= frameHeight || x1 == x0 || y1 == y0)
                continue;
            (left, top) = (Math.Min(left, Math.Max(x0, 0)), Math.Min(top, Math.Max(y0, 0)));
            (right, bottom) = (Math.Max(right, x1), Math.Max(bottom, y1));
        }
        if (right == 0)
            return null;
        int missing = (right - left - (bottom - top)) / 2;
        (left, right) = (left + Math.Min(missing, 0), right - Math.Min(missing, 0));
        (top, bottom) = (top - Math.Max(missing, 0), bottom + Math.Max(missing, 0));
        (left, top) = (Math.Max(left, 0), Math.Max(top, 0));
        return new FaceCrop(left, top, Math.Min(right, frameWidth) - left, Math.Min(bottom, frameHeight) - top);
    }

    /// <summary>The crop of a frame without a face.</summary>
    /// <param name="frameWidth">Pixels in a row of the frame.</param>
    /// <param name="frameHeight">Rows of the frame.</param>
    public static FaceCrop Central(int frameWidth, int frameHeight)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frameWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frameHeight);
        int side = Math.Max(1, Math.Min(frameWidth, frameHeight) / 2);
        return new FaceCrop((frameWidth - side) / 2, (frameHeight - side) / 2, side, side);
    }

    /// <summary>Cuts it out of its frame and resizes it as the network wants it: RGB24, rows without gaps.</summary>
    internal void Cut(FrameView frame, BilinearResize resize, Span<byte> rgb) =>
        resize.Resize(frame, X, Y, Width, Height, rgb);

    /// <summary>An edge as a whole number, half way to even; boxes far outside must not overflow.</summary>
    private static int Place(float edge, int size) => (int)MathF.Round(Math.Clamp(edge, -size, 2f * size));
}
