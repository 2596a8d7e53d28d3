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
