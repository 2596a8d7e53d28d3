using System.Numerics;
using MmaDfer.Samples.SyntheticFaces.Drawing;
using MmaDfer.Samples.SyntheticFaces.Faces;

namespace MmaDfer.Samples.SyntheticFaces.Painting;

internal static class HeadPainter
{
    /// <summary>Shoulders, neck, ears and the head itself.</summary>
    public static void Paint(Portrait portrait)
    {
        (Brush brush, HeadFrame frame, Identity person) = (portrait.Brush, portrait.Frame, portrait.Person);
        Vector3 skin = person.Palette.Skin;
        float scale = frame.Scale;
        brush.Area(new Ellipse(frame.Flat(0, 1.75f), new Vector2(1.25f, 0.65f) * scale, frame.Right), person.Palette.Shirt);
        brush.Area(new Ellipse(frame.Flat(0, 1), new Vector2(0.36f, 0.4f) * scale, Vector2.UnitX, 0, 0.8f), skin * 0.85f);
        for (int side = -1; side <= 1; side += 2)
            brush.Area(portrait.Spot(side * portrait.HeadWidth * 0.98f, 0.08f, 0.7f * person.Ears, person.Ears, -0.3f), skin * 0.93f);
        Ellipse head = portrait.Head();
        brush.Area(head, skin);
        // The side that is turned away is darker.
        float away = portrait.Shown.Yaw > 0 ? -1 : 1;
        Ellipse lit = new(
            frame.Flat(-0.25f * away, -0.05f), new Vector2(portrait.HeadWidth * 1.1f, 1.1f) * scale, frame.Right, person.Taper, person.Square);
        brush.Tone(new Without<Ellipse, Ellipse>(head, lit), skin * 0.7f, 0.6f, 0.08f * scale);
    }

    /// <summary>Nose, cheeks and the creases of a face that moves.</summary>
    public static void Features(Portrait portrait)
    {
        (Brush brush, HeadFrame frame, Identity person) = (portrait.Brush, portrait.Frame, portrait.Person);
        (Expression shown, FaceStyle style) = (portrait.Shown, portrait.Style);
        Vector3 skin = person.Palette.Skin;
        float fine = brush.Fine, scale = frame.Scale;
        float cheek = MathF.Max(shown.CheekRaise, 0);
        for (int side = -1; side <= 1; side += 2)
        {
            Vector3 blush = Geometry.Towards(skin, Colours.Hex(0xE05050), 0.5f);
            if (shown.MouthCorner > 0.3f)
                brush.Tone(portrait.Spot(side * 0.46f, 0.3f - (0.05f * cheek), 0.15f, 0.1f), blush, 0.7f * MathF.Min(cheek, 1), 0.1f * scale);
            // From the nose's wing to the corner of the mouth.
            float depth = MathF.Max(0.6f * cheek, shown.NoseWrinkle);
            Vector2 wing = frame.At(side * (person.NoseWidth + 0.05f), 0.2f, 0.1f), fold = frame.At(side * 0.32f, 0.33f), end = frame.At(side * 0.36f, 0.48f);
            brush.Line(Stroke.Through(wing, fold, end, 0.5f * fine, 0.3f * fine), skin * 0.45f, 0.7f * depth);
            float brows = person.EyeY - 0.22f;
            brush.Line(
                Stroke.Through(
                    frame.At(side * 0.045f, brows - 0.05f, 0.05f), frame.At(side * 0.035f, brows + 0.02f, 0.05f), frame.At(side * 0.05f, brows + 0.09f, 0.05f),
                    0.5f * fine, 0.4f * fine),
                skin * 0.4f, 0.9f * shown.NoseWrinkle);
        }
        float length = person.NoseLength * style.NoseSize, width = person.NoseWidth;
        float tip = 0.02f + length - (0.04f * shown.NoseWrinkle);
        brush.Tone(portrait.Spot(0, tip - 0.02f, width, 0.07f, 0.12f), skin * 0.8f, 0.6f, 0.07f * scale);
        brush.Line(
            Stroke.Through(frame.At(-width, tip, 0.08f), frame.At(0, tip + 0.06f, 0.16f), frame.At(width, tip, 0.08f), 0.7f * fine, 0.7f * fine), skin * 0.5f);
        if (style == FaceStyle.Sketch)
        {
            Vector2 root = frame.At(width * 0.7f, tip - length, 0.02f), ridge = frame.At(width * 0.75f, tip - (0.5f * length), 0.1f);
            brush.Line(Stroke.Through(root, ridge, frame.At(width, tip, 0.1f), 0.35f * fine, 0.5f * fine), skin * 0.5f, 0.8f);
        }
    }
}
