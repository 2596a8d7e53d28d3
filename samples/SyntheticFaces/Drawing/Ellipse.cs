using System.Numerics;

namespace MmaDfer.Samples.SyntheticFaces.Drawing;

/// <summary>An ellipse or, with a taper, an egg.</summary>
internal readonly struct Ellipse : IShape
{
    private readonly Vector2 _centre;
    private readonly Vector2 _radii;
    private readonly Vector2 _axis;
    private readonly float _taper;
    private readonly float _square;

    /// <param name="centre">Its middle, in pixels.</param>
    /// <param name="radii">Half of its width and height.</param>
    /// <param name="axis">Where its width points; one long.</param>
    /// <param name="taper">By which part the width shrinks from the middle to the lower end.</param>
    /// <param name="square">0 an ellipse, 1 nearly a rectangle.</param>
    public Ellipse(Vector2 centre, Vector2 radii, Vector2 axis, float taper = 0, float square = 0)
    {
        (_centre, _radii, _axis, _taper, _square) = (centre, Vector2.Max(radii, new Vector2(0.05f)), axis, taper, square);
    }

    public Ellipse(Vector2 centre, float radius)
        : this(centre, new Vector2(radius), Vector2.UnitX)
    {
    }

    public Box Bounds => Box.Around(_centre, 1.2f * MathF.Max(_radii.X, _radii.Y) * (1 + MathF.Abs(_taper)));

    public float Distance(Vector2 point)
    {
        Vector2 from = point - _centre;
        float y = Geometry.Dot(from, Geometry.Across(_axis)) / _radii.Y;
        float width = _radii.X * (1 - (_taper * Math.Clamp(y, -1, 1)));
        float x = Geometry.Dot(from, _axis) / width;
        // Between the circle's norm and the square's: x^2 y^2 shrinks the corners' distance.
        float round = MathF.Sqrt((x * x) + (y * y) - (_square * 0.5f * MathF.Min(x * x, 1) * MathF.Min(y * y, 1)));
        float slope = MathF.Sqrt((x * x / (width * width)) + (y * y / (_radii.Y * _radii.Y)));
        return slope < 1e-6f ? -MathF.Min(width, _radii.Y) : round * (round - 1) / slope;
    }
}
