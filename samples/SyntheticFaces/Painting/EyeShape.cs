using System.Numerics;
using MmaDfer.Samples.SyntheticFaces.Drawing;

namespace MmaDfer.Samples.SyntheticFaces.Painting;

/// <summary>Where one eye and its brow lie in the picture.</summary>
/// <param name="Left">The corner on the left of the picture.</param>
/// <param name="Right">The other.</param>
/// <param name="Iris">The iris' middle.</param>
/// <param name="Upper">Pixels from the line between the corners to the upper lid.</param>
/// <param name="Lower">To the lower lid.</param>
/// <param name="IrisRadius">In pixels.</param>
/// <param name="BrowInner">The brow's end towards the nose.</param>
/// <param name="BrowMiddle">Its highest part.</param>
/// <param name="BrowOuter">Its other end.</param>
internal readonly record struct EyeShape(
    Vector2 Left, Vector2 Right, Vector2 Iris, float Upper, float Lower, float IrisRadius,
    Vector2 BrowInner, Vector2 BrowMiddle, Vector2 BrowOuter)
{
    public Lens Opening => new(Left, Right, Upper, Lower, 0, 0.3f);

    /// <param name="portrait">Whose.</param>
    /// <param name="side">-1 left in the picture, 1 right.</param>
    public static EyeShape Of(Portrait portrait, int side)
    {
        (Faces.Identity person, FaceStyle style, Faces.Expression shown) = (portrait.Person, portrait.Style, portrait.Shown);
        Faces.HeadFrame frame = portrait.Frame;
        float x = person.EyeX * style.EyeSpread, y = person.EyeY;
        float half = person.EyeWidth * style.EyeSize, height = person.EyeHeight * style.EyeSize;
        // Pressed brows push the inner corner down.
        float slant = person.EyeSlant - (0.03f * MathF.Min(shown.BrowTilt, 0));
        Vector2 inner = frame.At(side * (x - half), y + slant), outer = frame.At(side * (x + half), y - slant);
        float open = height * frame.Scale * shown.EyeOpening;

        float brow = y - (person.BrowGap * MathF.Sqrt(style.EyeSize)) - person.RestBrow * 0.1f - (0.13f * shown.BrowHeight);
        float frown = MathF.Max(-shown.BrowTilt, 0);
        float length = person.BrowLength * MathF.Sqrt(style.EyeSize);
        return new EyeShape(
            side < 0 ? outer : inner,
            side < 0 ? inner : outer,
            frame.At((side * x) + (0.35f * half * shown.GazeX), y + (height * ((0.3f * shown.GazeY) - 0.12f))),
            1.1f * open,
            0.8f * open * (1 - (0.6f * shown.CheekRaise)),
            0.82f * height * frame.Scale,
            frame.At(side * (x - length + 0.01f - (0.05f * frown)), brow - (0.13f * shown.BrowTilt)),
            frame.At(side * (x + 0.02f), brow - 0.05f + (0.03f * frown)),
            frame.At(side * (x + (1.15f * length)), brow + 0.03f + (0.06f * shown.BrowTilt)));
    }
}
