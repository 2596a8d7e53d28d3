using System.Numerics;

namespace MmaDfer.Sdk.Faces;

/// <summary>
/// How the box of a finder becomes the box that the networks were trained with, from the hairline to the chin: each kind of finder frames a
/// face in its own way.
/// </summary>
/// <remarks>
/// Measured on five upright faces of two photographs in several sizes (17 faces in all), against boxes drawn by hand from hairline to chin, each
/// made square as <see cref="FaceBox.GetCrop(int, int)"/> does. The constants are medians; in brackets: the mean and the least overlap (area in
/// both divided by area in any) of the 17 crops with those drawn by hand. Along the face's own axis, BlazeFace's
/// <see cref="Up"/> holds for heads tilted by up to 45 degrees (0.09 to 0.14).
/// </remarks>
/// <param name="Scale">Multiplies width and height, about the centre.</param>
/// <param name="Up">How far the centre then moves towards the forehead, as a share of the finder's own height; negative: towards the chin.</param>
internal readonly record struct TrainingCrop(float Scale, float Up)
{
    /// <summary>YuNet's own boxes are nearly the crop (0.91, 0.82).</summary>
    public static TrainingCrop YuNet { get; } = new(1.04f, 0);

    /// <summary>BlazeFace frames eyebrows to chin (0.88, 0.82).</summary>
    public static TrainingCrop BlazeFace { get; } = new(1.35f, 0.11f);

    /// <summary>OpenCV's Haar cascades of faces and lbpcascade_frontalface cut off the chin (0.85, 0.78).</summary>
    public static TrainingCrop Cascade { get; } = new(1.2f, -0.05f);

    /// <summary>lbpcascade_frontalface_improved, with its window of 45 pixels, frames eyes to mouth (0.82, 0.70).</summary>
    public static TrainingCrop TightCascade { get; } = new(1.75f, 0);

    /// <summary>Calculates the box to crop with.</summary>
    /// <param name="found">The box of the finder. Landmarks and score stay as they are.</param>
    public FaceBox Apply(FaceBox found)
    {
        FaceBox box = found.Scale(Scale);
        if (Up == 0)
            return box;
        // Towards the forehead means up, unless the eyes tell that the head is tilted.
        var forehead = new Vector2(0, -1);
        if (found.Landmarks is { } points && points.LeftEye - points.RightEye is var eyes && eyes.LengthSquared() > 0)
            forehead = Vector2.Normalize(new Vector2(eyes.Y, -eyes.X));
        Vector2 move = Up * found.Height * forehead;
        return box with { X = box.X + move.X, Y = box.Y + move.Y };
    }
}
