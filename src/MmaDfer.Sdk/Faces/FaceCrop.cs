using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Faces;

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
