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
