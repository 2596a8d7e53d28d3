using System.Numerics;

namespace MmaDfer.Samples.SyntheticFaces.Drawing;

/// <summary>What lies in one shape and not in another: hair around a face.</summary>
internal readonly struct Without<TShape, THole>(TShape shape, THole hole) : IShape
    where TShape : struct, IShape
    where THole : struct, IShape
{
    public Box Bounds => shape.Bounds;

    public float Distance(Vector2 point) => MathF.Max(shape.Distance(point), -hole.Distance(point));
}
