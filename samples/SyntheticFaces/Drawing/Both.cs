using System.Numerics;

namespace MmaDfer.Samples.SyntheticFaces.Drawing;

/// <summary>What lies in two shapes: an iris in an eye, teeth in a mouth.</summary>
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
