using System.Numerics;
using MmaDfer.Samples.SyntheticFaces.Drawing;
using MmaDfer.Samples.SyntheticFaces.Faces;

namespace MmaDfer.Samples.SyntheticFaces.Painting;

/// <summary>A hard pencil on paper: every region has an outline, dark ones are hatched, colours are nothing but their lightness.</summary>
internal sealed class SketchBrush(Canvas canvas) : Brush(canvas)
{
    private static readonly Vector3 _paper = Colours.Hex(0xF3F0E8);
    private static readonly Vector3 _pencil = Colours.Hex(0x70707A);

    public override void Background(Scene scene)
    {
        for (int y = 0; y < Canvas.Size; y++)
            Canvas.Row(y).Fill(_paper);
        float side = Canvas.Size;
        foreach ((Vector2 place, float radius, Vector3 colour) in scene.Things)
            Canvas.Hatch(new Ellipse(place * side, radius * side), _pencil, 0.3f, Lines(colour, 4.5f), 0.25f);
    }

    public override void Area<TShape>(in TShape shape, Vector3 colour)
    {
        float light = Colours.Luminance(colour);
        Canvas.Fill(shape, Geometry.Towards(_paper, Tint(colour), 0.25f));
        if (light < 0.55f)
            Canvas.Hatch(shape, _pencil, Math.Clamp(1.1f - (1.6f * light), 0.25f, 0.85f), Lines(colour, 3), 0.45f);
        Canvas.Fill(new Outline<TShape>(shape, 0.55f * Fine), _pencil, 0.85f);
    }

    public override void Tone<TShape>(in TShape shape, Vector3 colour, float opacity, float softness) =>
        Canvas.Hatch(shape, _pencil, 0.6f * opacity, Lines(colour, 2.6f), 0.3f);

    public override void Line(in Stroke stroke, Vector3 colour, float opacity = 1) => Canvas.Fill(stroke, _pencil, opacity);

    protected override Vector3 Tint(Vector3 colour) => Geometry.Towards(_pencil, _paper, Colours.Luminance(colour));

    /// <summary>The direction of hatching differs from thing to thing.</summary>
    private Vector2 Lines(Vector3 colour, float spacing)
    {
        double turns = 0.08 + (0.09 * Colours.Luminance(colour));
        return new Vector2((float)Exact.CosTurns(turns), (float)Exact.SinTurns(turns)) / (spacing * Fine);
    }
}
