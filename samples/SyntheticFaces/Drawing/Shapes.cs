using System.Numerics;

namespace MmaDfer.Samples.SyntheticFaces.Drawing;

/// <summary>A region of the image, as a distance function. Shapes are structs, so that calls in the loop over pixels are inlined.</summary>
internal interface IShape
{
    /// <summary>A rectangle around the shape.</summary>
    Box Bounds { get; }

    /// <summary>Approximate distance from a point to the edge in pixels; negative inside.</summary>
    float Distance(Vector2 point);
}

/// <summary>An axis-parallel rectangle.</summary>
internal readonly record struct Box(Vector2 Low, Vector2 High)
{
    public static Box Around(Vector2 centre, float reach) => new(centre - new Vector2(reach), centre + new Vector2(reach));

    public static Box Of(Vector2 a, Vector2 b, Vector2 c) => new(Vector2.Min(a, Vector2.Min(b, c)), Vector2.Max(a, Vector2.Max(b, c)));

    public Box Wider(float margin) => new(Low - new Vector2(margin), High + new Vector2(margin));
}

/// <summary>The half plane behind a straight line.</summary>
/// <param name="on">A point of the line.</param>
/// <param name="out">Away from the region; one long.</param>
internal readonly struct HalfPlane(Vector2 on, Vector2 @out) : IShape
{
    public Box Bounds => Box.Around(on, 1e4f);

    public float Distance(Vector2 point) => Geometry.Dot(point - on, @out);
}

/// <summary>The intersection of two shapes: an iris in an eye, teeth in a mouth.</summary>
internal readonly struct Both<TFirst, TSecond>(TFirst first, TSecond second) : IShape
    where TFirst : struct, IShape
    where TSecond : struct, IShape
{
    public Box Bounds
    {
        get
        {
            (Box a, Box b) = (first.Bounds, second.Bounds);
            return new Box(Vector2.Max(a.Low, b.Low), Vector2.Min(a.High, b.High));
        }
    }

    public float Distance(Vector2 point) => MathF.Max(first.Distance(point), second.Distance(point));
}

/// <summary>The difference of two shapes: hair around a face.</summary>
internal readonly struct Without<TShape, THole>(TShape shape, THole hole) : IShape
    where TShape : struct, IShape
    where THole : struct, IShape
{
    public Box Bounds => shape.Bounds;

    public float Distance(Vector2 point) => MathF.Max(shape.Distance(point), -hole.Distance(point));
}

/// <summary>A line along the edge of a shape.</summary>
internal readonly struct Outline<TShape>(TShape shape, float halfWidth) : IShape
    where TShape : struct, IShape
{
    public Box Bounds => shape.Bounds.Wider(halfWidth);

    public float Distance(Vector2 point) => MathF.Abs(shape.Distance(point)) - halfWidth;
}
