using System.Numerics;
using MmaDfer.Samples.SyntheticFaces.Drawing;
using MmaDfer.Samples.SyntheticFaces.Faces;

namespace MmaDfer.Samples.SyntheticFaces.Painting;

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
