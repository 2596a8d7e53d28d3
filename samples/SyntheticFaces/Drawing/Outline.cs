using System.Numerics;

namespace MmaDfer.Samples.SyntheticFaces.Drawing;

/// <summary>A line along the edge of a shape.</summary>
internal readonly struct Outline<TShape>(TShape shape, float halfWidth) : IShape
    where TShape : struct, IShape
{
    public Box Bounds => shape.Bounds.Wider(halfWidth);

    public float Distance(Vector2 point) => MathF.Abs(shape.Distance(point)) - halfWidth;
}
