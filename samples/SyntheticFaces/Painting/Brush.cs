using System.Numerics;
using MmaDfer.Samples.SyntheticFaces.Drawing;
using MmaDfer.Samples.SyntheticFaces.Faces;

namespace MmaDfer.Samples.SyntheticFaces.Painting;

/// <summary>How a style paints: the painters say what there is, the brush how it looks.</summary>
internal abstract class Brush(Canvas canvas)
{
    protected Canvas Canvas => canvas;

    /// <summary>Pixels of a fine line.</summary>
    public float Fine => canvas.Size / 96f;

    /// <summary>All that is behind the person.</summary>
    public abstract void Background(Scene scene);

    /// <summary>A region with an edge that is seen.</summary>
    public abstract void Area<TShape>(in TShape shape, Vector3 colour)
        where TShape : struct, IShape;

    /// <summary>Small regions, whose edge would hide them: pupils, teeth.</summary>
    public void Spot<TShape>(in TShape shape, Vector3 colour, float opacity = 1)
        where TShape : struct, IShape => canvas.Fill(shape, Tint(colour), opacity);

    /// <summary>Shade or blush without an edge.</summary>
    public abstract void Tone<TShape>(in TShape shape, Vector3 colour, float opacity, float softness)
        where TShape : struct, IShape;

    /// <summary>A line, brow or crease.</summary>
    public abstract void Line(in Stroke stroke, Vector3 colour, float opacity = 1);

    /// <summary>What the style makes of a colour.</summary>
    protected abstract Vector3 Tint(Vector3 colour);
}
