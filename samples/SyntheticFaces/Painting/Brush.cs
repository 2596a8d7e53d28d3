using System.Numerics;
using MmaDfer.Samples.SyntheticFaces.Drawing;
using MmaDfer.Samples.SyntheticFaces.Faces;

namespace MmaDfer.Samples.SyntheticFaces.Painting;

/// <summary>The look of a style: painters define the shapes, the brush paints them.</summary>
internal abstract class Brush(Canvas canvas)
{
    protected Canvas Canvas => canvas;

    /// <summary>Width of a fine line in pixels.</summary>
    public float Fine => canvas.Fine;

    /// <summary>The background.</summary>
    public abstract void Background(Scene scene);

    /// <summary>A region with a visible edge.</summary>
    public abstract void Area<TShape>(in TShape shape, Vector3 colour)
        where TShape : struct, IShape;

    /// <summary>Small regions without an edge: pupils, teeth.</summary>
    public void Spot<TShape>(in TShape shape, Vector3 colour, float opacity = 1)
        where TShape : struct, IShape => canvas.Fill(shape, Tint(colour), opacity);

    /// <summary>Shade or blush without an edge.</summary>
    public abstract void Tone<TShape>(in TShape shape, Vector3 colour, float opacity, float softness)
        where TShape : struct, IShape;

    /// <summary>A line, brow or crease.</summary>
    public abstract void Line(in Stroke stroke, Vector3 colour, float opacity = 1);

    /// <summary>Converts a colour to the style.</summary>
    protected abstract Vector3 Tint(Vector3 colour);
}

/// <summary>Flat colours with a slightly darker edge.</summary>
internal sealed class CartoonBrush(Canvas canvas) : Brush(canvas)
{
    public override void Background(Scene scene)
    {
        int size = Canvas.Size;
        for (int y = 0; y < size; y++)
            Canvas.Row(y).Fill(Geometry.Towards(scene.BackgroundTop, scene.BackgroundBottom, (float)y / size));
        foreach ((Vector2 place, float radius, Vector3 colour) in scene.Things)
            Canvas.Fill(new Ellipse(place * size, radius * size), colour, 0.6f, radius * size);
    }

    public override void Area<TShape>(in TShape shape, Vector3 colour)
    {
        Canvas.Fill(shape, colour);
        Canvas.Fill(new Outline<TShape>(shape, 0.4f * Fine), colour * 0.5f, 0.5f);
    }

    public override void Tone<TShape>(in TShape shape, Vector3 colour, float opacity, float softness) =>
        Canvas.Fill(shape, colour, opacity, softness);

    public override void Line(in Stroke stroke, Vector3 colour, float opacity = 1) => Canvas.Fill(stroke, colour, opacity);

    protected override Vector3 Tint(Vector3 colour) => colour;
}

/// <summary>A hard pencil on paper: every region has an outline, dark ones are hatched, and colours become grey.</summary>
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

    /// <summary>The direction of hatching differs between regions.</summary>
    private Vector2 Lines(Vector3 colour, float spacing)
    {
        double turns = 0.08 + (0.09 * Colours.Luminance(colour));
        return new Vector2((float)Exact.CosTurns(turns), (float)Exact.SinTurns(turns)) / (spacing * Fine);
    }
}
