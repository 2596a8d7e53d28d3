using System.Numerics;

namespace MmaDfer.Samples.SyntheticFaces.Drawing;

/// <summary>
/// Plain arithmetic, because the runtime's vectors may use fused operations, which round differently on different machines.
/// </summary>
internal static class Geometry
{
    public static float Dot(Vector2 a, Vector2 b) => (a.X * b.X) + (a.Y * b.Y);

    public static float Length(Vector2 a) => MathF.Sqrt((a.X * a.X) + (a.Y * a.Y));

    public static Vector2 Towards(Vector2 a, Vector2 b, float t) => a + ((b - a) * t);

    public static Vector3 Towards(Vector3 a, Vector3 b, float t) => a + ((b - a) * t);

    public static float Towards(float a, float b, float t) => a + ((b - a) * t);

    /// <summary>A quarter turn clockwise, as y points down.</summary>
    public static Vector2 Across(Vector2 a) => new(-a.Y, a.X);

    public static Vector2 Unit(Vector2 a) => a / MathF.Max(Length(a), 1e-6f);
}
