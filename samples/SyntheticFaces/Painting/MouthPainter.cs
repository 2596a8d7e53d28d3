using System.Numerics;
using MmaDfer.Samples.SyntheticFaces.Drawing;

namespace MmaDfer.Samples.SyntheticFaces.Painting;

internal static class MouthPainter
{
    private static readonly Vector3 _inside = Colours.Hex(0x3A1118);
    private static readonly Vector3 _tongue = Colours.Hex(0xC9606A);

    public static void Paint(Portrait portrait)
    {
        (Brush brush, Faces.Palette palette) = (portrait.Brush, portrait.Person.Palette);
        MouthShape mouth = MouthShape.Of(portrait);
        float scale = portrait.Frame.Scale;
        brush.Area(mouth.Outside, palette.Lips);
        brush.Spot(mouth.Inside, _inside);
        float open = mouth.Upper + mouth.Lower;
        if (open > 0.05f * scale)
        {
            float teeth = MathF.Min(0.4f * open, 0.08f * scale);
            brush.Spot(new Lens(mouth.Left, mouth.Right, mouth.Upper, teeth - mouth.Upper, mouth.Lift, 0.4f), new Vector3(0.96f));
        }
        if (open > 0.12f * scale)
        {
            Vector2 deep = ((mouth.Left + mouth.Right) * 0.5f) + (portrait.Frame.Down * mouth.Lower * 1.1f);
            var tongue = new Ellipse(deep, new Vector2(0.13f * scale, 0.5f * mouth.Lower), portrait.Frame.Right);
            brush.Spot(new Both<Lens, Ellipse>(mouth.Inside, tongue), _tongue);
        }
        Chin(portrait, mouth);
    }

    /// <summary>A small shade under the lower lip.</summary>
    private static void Chin(Portrait portrait, in MouthShape mouth)
    {
        float scale = portrait.Frame.Scale;
        Vector2 under = ((mouth.Left + mouth.Right) * 0.5f)
            + (portrait.Frame.Down * (mouth.Lower + (1.3f * mouth.Lips) + (0.06f * scale) + (mouth.Lift / 3)));
        portrait.Brush.Tone(
            new Ellipse(under, new Vector2(0.1f, 0.03f) * scale, portrait.Frame.Right), portrait.Person.Palette.Skin * 0.6f, 0.4f, 0.03f * scale);
    }
}

/// <summary>The place of a mouth in the frame.</summary>
/// <param name="Left">Where the corner on the left of the frame would lie without the lift.</param>
/// <param name="Right">The other.</param>
/// <param name="Upper">Pixels that the mouth is open upwards from its middle line.</param>
/// <param name="Lower">Pixels that it is open downwards.</param>
/// <param name="Lift">How far the corners lie above the middle.</param>
/// <param name="Lips">How thick the lips are.</param>
internal readonly record struct MouthShape(Vector2 Left, Vector2 Right, float Upper, float Lower, float Lift, float Lips)
{
    /// <summary>The dark inside; of a closed mouth, the line between the lips.</summary>
    public Lens Inside => new(Left, Right, Upper, Lower, Lift, 0.4f);

    /// <summary>With the lips.</summary>
    public Lens Outside => new(Left, Right, Upper + Lips, Lower + (1.3f * Lips), Lift, 0.3f);

    public static MouthShape Of(Portrait portrait)
    {
        (Faces.Identity person, Faces.Expression shown) = (portrait.Person, portrait.Shown);
        Faces.HeadFrame frame = portrait.Frame;
        float half = person.MouthWidth * portrait.Style.MouthSize * shown.MouthWidth;
        float opening = MathF.Max(shown.MouthOpening, 0), skew = 0.06f * shown.MouthSkew;
        float y = person.MouthY + (0.04f * opening);
        float gap = 0.3f * opening * portrait.Style.MouthSize * frame.Scale, line = 0.5f * portrait.Brush.Fine;
        return new MouthShape(
            frame.At(-half, y + skew, 0.05f),
            frame.At(half, y - skew, 0.05f),
            (0.35f * gap) + line,
            (0.65f * gap) + line,
            0.19f * (shown.MouthCorner + person.RestCorner) * portrait.Style.MouthSize * frame.Scale,
            person.Lips * frame.Scale);
    }
}
