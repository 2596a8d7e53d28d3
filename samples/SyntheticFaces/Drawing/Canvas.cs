using System.Numerics;

namespace MmaDfer.Samples.SyntheticFaces.Drawing;

/// <summary>A square image, red, green and blue from 0 to 1, on which shapes are painted with smooth edges.</summary>
internal sealed class Canvas(int size)
{
    /// <summary>Width of a fine line in pixels.</summary>
    public float Fine { get; init; } = size / 96f;

    private readonly Vector3[] _pixels = new Vector3[size * size];

    public int Size => size;

    public Span<Vector3> Row(int y) => _pixels.AsSpan(y * size, size);

    /// <param name="shape">Where.</param>
    /// <param name="colour">Which colour.</param>
    /// <param name="opacity">1 hides what was there.</param>
    /// <param name="softness">Pixels over which the edge fades, inwards.</param>
    public void Fill<TShape>(in TShape shape, Vector3 colour, float opacity = 1, float softness = 1)
        where TShape : struct, IShape
    {
        (int left, int top, int right, int bottom) = Clip(shape.Bounds);
        for (int y = top; y < bottom; y++)
        {
            Span<Vector3> row = Row(y);
            for (int x = left; x < right; x++)
            {
                float inside = (0.5f - shape.Distance(new Vector2(x + 0.5f, y + 0.5f))) / softness;
                if (inside > 0)
                    row[x] = Geometry.Towards(row[x], colour, opacity * MathF.Min(inside, 1));
            }
        }
    }

    /// <summary>Parallel lines inside a shape.</summary>
    /// <param name="shape">Where.</param>
    /// <param name="colour">Colour of the lines.</param>
    /// <param name="opacity">1 hides what was there.</param>
    /// <param name="across">Direction across the lines; as long as one over the pixels from line to line.</param>
    /// <param name="share">Which part of the region the lines cover.</param>
    public void Hatch<TShape>(in TShape shape, Vector3 colour, float opacity, Vector2 across, float share)
        where TShape : struct, IShape
    {
        (int left, int top, int right, int bottom) = Clip(shape.Bounds);
        float spacing = 1 / Geometry.Length(across);
        for (int y = top; y < bottom; y++)
        {
            Span<Vector3> row = Row(y);
            for (int x = left; x < right; x++)
            {
                var point = new Vector2(x + 0.5f, y + 0.5f);
                float place = Geometry.Dot(point, across);
                float toLine = MathF.Abs(place - MathF.Floor(place) - 0.5f) - (share * 0.5f);
                float ink = Math.Clamp(0.5f - (toLine * spacing), 0, 1) * Math.Clamp(0.5f - shape.Distance(point), 0, 1);
                if (ink > 0)
                    row[x] = Geometry.Towards(row[x], colour, opacity * ink);
            }
        }
    }

    private (int Left, int Top, int Right, int Bottom) Clip(Box box) => (
        Math.Max(0, (int)MathF.Floor(box.Low.X) - 1), Math.Max(0, (int)MathF.Floor(box.Low.Y) - 1),
        Math.Min(size, (int)MathF.Ceiling(box.High.X) + 1), Math.Min(size, (int)MathF.Ceiling(box.High.Y) + 1));
}
