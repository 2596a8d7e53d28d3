using MmaDfer.Samples.SyntheticFaces.Drawing;
using MmaDfer.Samples.SyntheticFaces.Faces;

namespace MmaDfer.Samples.SyntheticFaces.Painting;

/// <summary>One face at one moment, and what it is painted with.</summary>
internal sealed record Portrait(Brush Brush, HeadFrame Frame, Identity Person, FaceStyle Style, Expression Shown)
{
    public float HeadWidth => Person.HeadWidth * Style.HeadWidth;

    /// <summary>The head as seen from anywhere: a turn hardly changes its outline.</summary>
    public Ellipse Head(float wider = 1, float higher = 1) => new(
        Frame.Flat(0, 0), new System.Numerics.Vector2(HeadWidth * wider, higher) * Frame.Scale, Frame.Right, Person.Taper, Person.Square);

    /// <summary>An ellipse on the face.</summary>
    public Ellipse Spot(float x, float y, float width, float height, float lift = 0) => new(
        Frame.At(x, y, lift), new System.Numerics.Vector2(width, height) * Frame.Scale, Frame.Right);
}
