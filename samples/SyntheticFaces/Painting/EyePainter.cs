using System.Numerics;
using MmaDfer.Samples.SyntheticFaces.Drawing;

namespace MmaDfer.Samples.SyntheticFaces.Painting;

internal static class EyePainter
{
    public static void Paint(Portrait portrait)
    {
        for (int side = -1; side <= 1; side += 2)
            Paint(portrait, EyeShape.Of(portrait, side));
        if (portrait.Person.Glasses)
            Glasses(portrait);
    }

    private static void Paint(Portrait portrait, in EyeShape eye)
    {
        (Brush brush, Faces.Palette palette) = (portrait.Brush, portrait.Person.Palette);
        Vector2 down = portrait.Frame.Down;
        Vector3 dark = palette.Skin * 0.25f;
        float fine = brush.Fine;
        if (eye.Upper > fine)
        {
            brush.Spot(eye.Opening, new Vector3(0.97f));
            brush.Spot(new Both<Lens, Ellipse>(eye.Opening, new Ellipse(eye.Iris, eye.IrisRadius)), palette.Iris);
            brush.Spot(new Both<Lens, Ellipse>(eye.Opening, new Ellipse(eye.Iris, 0.5f * eye.IrisRadius)), Colours.Black);
            Vector2 glint = eye.Iris + (new Vector2(0.35f, -0.35f) * eye.IrisRadius);
            brush.Spot(new Both<Lens, Ellipse>(eye.Opening, new Ellipse(glint, 0.28f * eye.IrisRadius)), Colours.White);
        }
        Vector2 middle = (eye.Left + eye.Right) * 0.5f;
        // Closed lids hang: the line between them is the lower one's.
        float lid = MathF.Max(eye.Upper, 0) - (eye.Upper < fine ? 2 * fine : 0);
        brush.Line(Stroke.Through(eye.Left, middle - (down * lid), eye.Right, 0.8f * fine, 0.8f * fine), dark);
        brush.Line(Stroke.Through(eye.Left, middle + (down * eye.Lower), eye.Right, 0.35f * fine, 0.35f * fine), dark, 0.7f);

        float weight = portrait.Person.BrowWeight * portrait.Style.BrowWeight * portrait.Frame.Scale;
        Vector3 brow = Geometry.Towards(palette.Hair, palette.Skin * 0.3f, 0.45f);
        brush.Line(Stroke.Through(eye.BrowInner, eye.BrowMiddle, eye.BrowOuter, weight, 0.5f * weight), brow);
    }

    private static void Glasses(Portrait portrait)
    {
        (Brush brush, Faces.HeadFrame frame) = (portrait.Brush, portrait.Frame);
        Faces.Identity person = portrait.Person;
        float x = person.EyeX * portrait.Style.EyeSpread, y = person.EyeY + 0.02f;
        float radius = MathF.Min(1.25f * person.EyeWidth * portrait.Style.EyeSize, 0.9f * x);
        Vector3 rim = person.Palette.Shirt * 0.3f;
        for (int side = -1; side <= 1; side += 2)
        {
            Ellipse glass = portrait.Spot(side * x, y, radius, radius, 0.08f);
            brush.Spot(new Outline<Ellipse>(glass, 0.6f * brush.Fine), rim);
            Vector2 hinge = frame.At(side * (x + radius), y, 0.08f), ear = frame.At(side * portrait.HeadWidth, y - 0.03f);
            brush.Line(Stroke.Through(hinge, (hinge + ear) * 0.5f, ear, 0.6f * brush.Fine, 0.6f * brush.Fine), rim);
        }
        Vector2 left = frame.At(radius - x, y, 0.08f), right = frame.At(x - radius, y, 0.08f);
        brush.Line(Stroke.Through(left, frame.At(0, y - 0.04f, 0.12f), right, 0.6f * brush.Fine, 0.6f * brush.Fine), rim);
    }
}

/// <summary>The place of one eye and its brow in the frame.</summary>
/// <param name="Left">The corner on the left of the frame.</param>
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
    /// <param name="side">-1 left in the frame, 1 right.</param>
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
