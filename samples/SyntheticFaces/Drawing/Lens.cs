using System.Numerics;

namespace MmaDfer.Samples.SyntheticFaces.Drawing;

/// <summary>The region between two curves that meet at two corners: an eye or a mouth.</summary>
internal readonly struct Lens : IShape
{
    private readonly Vector2 _middle;
    private readonly Vector2 _axis;
    private readonly float _half;
    private readonly float _upper;
    private readonly float _lower;
    private readonly float _lift;
    private readonly float _round;

    /// <param name="left">One corner, before the lift.</param>
    /// <param name="right">The other.</param>
    /// <param name="upper">Pixels from the middle line up to the upper curve.</param>
    /// <param name="lower">Pixels from the middle line down to the lower curve.</param>
    /// <param name="lift">How far both corners lie above the middle of that line.</param>
    /// <param name="round">0: pointed corners; 1: those of an ellipse.</param>
    public Lens(Vector2 left, Vector2 right, float upper, float lower, float lift = 0, float round = 0)
    {
        _middle = (left + right) * 0.5f;
        _axis = Geometry.Unit(right - left);
        _half = MathF.Max(Geometry.Length(right - left) * 0.5f, 0.5f);
        (_upper, _lower, _lift, _round) = (upper, lower, lift, round);
    }

    public Box Bounds => Box.Around(_middle, _half + MathF.Max(_upper, _lower) + MathF.Abs(_lift));

    public float Distance(Vector2 point)
    {
        Vector2 from = point - _middle;
        float u = Geometry.Dot(from, _axis) / _half;
        float v = Geometry.Dot(from, Geometry.Across(_axis));
        if (MathF.Abs(u) >= 1)
            return Geometry.Length(new Vector2((MathF.Abs(u) - 1) * _half, v - Line(1)));
        float parabola = 1 - (u * u);
        float profile = parabola + (_round * (MathF.Sqrt(parabola) - parabola));
        float line = Line(u);
        float over = line - (_upper * profile) - v;
        float under = v - line - (_lower * profile);
        float slope = 2 * u * ((over > under ? _upper : -_lower) - _lift) / _half;
        return MathF.Max(over, under) / MathF.Sqrt(1 + (slope * slope));
    }

    /// <summary>The middle line. Its mean height does not depend on the lift.</summary>
    private float Line(float u) => _lift * ((1f / 3) - (u * u));
}
