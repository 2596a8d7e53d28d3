using System.Numerics;
using System.Runtime.CompilerServices;

namespace MmaDfer.Samples.SyntheticFaces.Drawing;

/// <summary>A curved line with round ends and changing width.</summary>
internal readonly struct Stroke : IShape
{
    private const int Parts = 8;

    private readonly Points _points;
    private readonly float _startWidth;
    private readonly float _endWidth;
    private readonly Box _bounds;

    /// <param name="start">Where it starts.</param>
    /// <param name="pull">Towards where it bends (the middle control point of a quadratic Bézier curve).</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="startWidth">Half of its width at the start, in pixels.</param>
    /// <param name="endWidth">Half of its width at the end.</param>
    public Stroke(Vector2 start, Vector2 pull, Vector2 end, float startWidth, float endWidth)
    {
        for (int i = 0; i <= Parts; i++)
        {
            float t = (float)i / Parts;
            _points[i] = Geometry.Towards(Geometry.Towards(start, pull, t), Geometry.Towards(pull, end, t), t);
        }
        (_startWidth, _endWidth) = (startWidth, endWidth);
        _bounds = Box.Of(start, pull, end).Wider(MathF.Max(startWidth, endWidth));
    }

    /// <summary>The stroke through a point half-way.</summary>
    public static Stroke Through(Vector2 start, Vector2 middle, Vector2 end, float startWidth, float endWidth) =>
        new(start, (middle * 2) - ((start + end) * 0.5f), end, startWidth, endWidth);

    public Box Bounds => _bounds;

    public float Distance(Vector2 point)
    {
        float best = float.MaxValue;
        for (int i = 0; i < Parts; i++)
        {
            Vector2 a = _points[i], along = _points[i + 1] - a, from = point - a;
            float t = Math.Clamp(Geometry.Dot(from, along) / MathF.Max(Geometry.Dot(along, along), 1e-9f), 0, 1);
            float width = _startWidth + ((_endWidth - _startWidth) * (i + t) / Parts);
            best = MathF.Min(best, Geometry.Length(from - (along * t)) - width);
        }
        return best;
    }

    [InlineArray(Parts + 1)]
    private struct Points
    {
        private Vector2 _first;
    }
}
