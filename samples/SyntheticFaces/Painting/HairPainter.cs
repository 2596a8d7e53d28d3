using System.Numerics;
using MmaDfer.Samples.SyntheticFaces.Drawing;
using MmaDfer.Samples.SyntheticFaces.Faces;

namespace MmaDfer.Samples.SyntheticFaces.Painting;

internal static class HairPainter
{
    /// <summary>The hair behind the head.</summary>
    public static void Behind(Portrait portrait)
    {
        (Brush brush, HeadFrame frame, Vector3 hair) = (portrait.Brush, portrait.Frame, portrait.Person.Palette.Hair);
        float width = portrait.HeadWidth, scale = frame.Scale;
        switch (portrait.Person.Hair)
        {
            case HairKind.Long:
                brush.Area(new Ellipse(frame.Flat(0, 0.3f), new Vector2(width * 1.25f, 1.35f) * scale, frame.Right, -0.1f, 0.5f), hair * 0.85f);
                break;
            case HairKind.Curly:
                for (int i = 0; i < 9; i++)
                {
                    double turns = 0.5 + (i / 16.0);
                    Vector2 place = frame.Flat((float)Exact.CosTurns(turns) * width * 1.05f, ((float)Exact.SinTurns(turns) * 0.95f) - 0.1f);
                    brush.Area(new Ellipse(place, 0.27f * scale), hair * 0.9f);
                }
                break;
            case HairKind.Tied:
                brush.Area(new Ellipse(frame.At(0, -1.12f, -0.3f), 0.3f * scale), hair);
                break;
        }
    }

    /// <summary>The hair on the head and over the forehead.</summary>
    public static void Before(Portrait portrait)
    {
        (Brush brush, HeadFrame frame, Identity person) = (portrait.Brush, portrait.Frame, portrait.Person);
        if (person.Hair == HairKind.None)
            return;
        float parting = person.Hair is HairKind.Parted or HairKind.Long ? person.Parting : 0.15f * person.Parting;
        float top = -0.74f + (0.14f * person.Fringe);
        Ellipse face = portrait.Spot(parting, top + 0.95f, portrait.HeadWidth * 0.92f, 0.95f, -0.35f);
        var crown = new Without<Ellipse, Ellipse>(portrait.Head(1.05f, 1.06f), face);
        float lowest = person.Hair == HairKind.Long ? 0.7f : person.Fringe * 0.3f;
        brush.Area(new Both<Without<Ellipse, Ellipse>, HalfPlane>(crown, new HalfPlane(frame.Flat(0, lowest - 0.2f), frame.Down)), person.Palette.Hair);
    }

    /// <summary>Beard and moustache; the mouth is painted over them.</summary>
    public static void Beard(Portrait portrait)
    {
        (Brush brush, HeadFrame frame, Identity person) = (portrait.Brush, portrait.Frame, portrait.Person);
        Vector3 hair = person.Palette.Hair * 0.9f;
        MouthShape mouth = MouthShape.Of(portrait);
        float scale = frame.Scale;
        if (person.Beard == BeardKind.Full)
        {
            var jaw = new Both<Ellipse, HalfPlane>(portrait.Head(1.02f, 1.04f), new HalfPlane(frame.Flat(0, 0.2f), -frame.Down));
            brush.Area(new Without<Both<Ellipse, HalfPlane>, Ellipse>(jaw, portrait.Spot(0, 0.3f, portrait.HeadWidth * 0.72f, 0.42f)), hair);
        }
        if (person.Beard == BeardKind.Chin)
            brush.Area(new Both<Ellipse, Ellipse>(portrait.Head(1.01f, 1.03f), portrait.Spot(0, 0.98f, 0.24f, 0.2f)), hair);
        if (person.Beard == BeardKind.Moustache)
        {
            Vector2 middle = ((mouth.Left + mouth.Right) * 0.5f) - (frame.Down * (mouth.Upper + mouth.Lips + (0.07f * scale)));
            foreach (Vector2 corner in (ReadOnlySpan<Vector2>)[mouth.Left, mouth.Right])
            {
                Vector2 end = corner - (frame.Down * ((0.67f * mouth.Lift) + (0.04f * scale)));
                brush.Line(Stroke.Through(middle, ((middle + end) * 0.5f) - (frame.Down * 0.03f * scale), end, 0.055f * scale, 0.02f * scale), hair);
            }
        }
    }
}
