using System.Numerics;

namespace MmaDfer.Samples.SyntheticFaces.Drawing;

/// <summary>What lies behind a straight line, endless.</summary>
/// <param name="on">A point of the line.</param>
/// <param name="out">Away from the region; one long.</param>
internal readonly struct HalfPlane(Vector2 on, Vector2 @out) : IShape
{
    public Box Bounds => Box.Around(on, 1e4f);

    public float Distance(Vector2 point) => Geometry.Dot(point - on, @out);
}
