using MmaDfer.Samples.SyntheticPeople.Heads;

namespace MmaDfer.Samples.SyntheticPeople.Rendering;

/// <summary>All surfaces of one person in one clip at rest: the head's points first, then hair, glasses and the rest. Immutable once built.</summary>
internal sealed class Figure
{
    public required float[] Points { get; init; }

    public required int[] Triangles { get; init; }

    public required Surface[] Surfaces { get; init; }

    /// <summary>Column and row on the <see cref="FaceMap"/> for skin; for hair and cloth centimetres across and along.</summary>
    public required float[] Coordinates { get; init; }

    /// <summary>For hair: centimetres to its end, where strands thin out. For skin: openness to the surroundings.</summary>
    public required float[] Depths { get; init; }

    /// <summary>How much each point follows the head, 0 (shoulders) to 1.</summary>
    public required float[] Grips { get; init; }

    /// <summary>Where the points of an obstacle before the face begin; they end with all points.</summary>
    public required int ObstacleStart { get; init; }

    /// <summary>The points of the 68 landmarks; empty for what is no face.</summary>
    public required int[] Landmarks { get; init; }

    public required V3 LeftEye { get; init; }

    public required V3 RightEye { get; init; }

    /// <summary>How far above the middle of its ball each eye opens, by the ball's radius: what looks straight ahead on this face.</summary>
    public required (float Left, float Right) EyeLevels { get; init; }

    /// <summary>Triangles that cast shadows.</summary>
    public required int[] Casters { get; init; }
}

/// <summary>Collects surfaces.</summary>
internal sealed class FigureBuilder
{
    private readonly List<float> _points = [], _coordinates = [], _depths = [], _grips = [];
    private readonly List<int> _triangles = [];
    private readonly List<Surface> _surfaces = [];
    private int _obstacle = -1;

    public int Count => _depths.Count;

    /// <summary>What is added from here on moves on its own.</summary>
    public void BeginObstacle() => _obstacle = Count;

    public int Point(V3 p, float u = 0, float v = 0, float depth = 1, float? grip = null)
    {
        _points.AddRange([p.X, p.Y, p.Z]);
        _coordinates.AddRange([u, v]);
        _depths.Add(depth);
        _grips.Add(grip ?? Grip(p));
        return Count - 1;
    }

    public void Triangle(int a, int b, int c, Surface surface)
    {
        _triangles.AddRange([a, b, c]);
        _surfaces.Add(surface);
    }

    public void Quad(int a, int b, int c, int d, Surface surface)
    {
        Triangle(a, b, c, surface);
        Triangle(a, c, d, surface);
    }

    /// <summary>A tube along a line.</summary>
    public void Tube(ReadOnlySpan<V3> line, float radius, Surface surface, bool closed = false, float? grip = null)
    {
        const int Sides = 6;
        int first = Count;
        for (int i = 0; i < line.Length; i++)
        {
            V3 before = line[closed ? (i + line.Length - 1) % line.Length : Math.Max(i - 1, 0)];
            V3 after = line[closed ? (i + 1) % line.Length : Math.Min(i + 1, line.Length - 1)];
            V3 along = (after - before).Unit;
            V3 side = V3.Cross(MathF.Abs(along.Y) < 0.8f ? new V3(0, 1, 0) : new V3(0, 0, 1), along).Unit, up = V3.Cross(along, side);
            for (int k = 0; k < Sides; k++)
            {
                double turn = k / (double)Sides;
                Point(line[i] + (side * (radius * (float)SyntheticFaces.Exact.CosTurns(turn))) + (up * (radius * (float)SyntheticFaces.Exact.SinTurns(turn))), k, i, 1, grip);
            }
        }
        for (int i = 0; i < (closed ? line.Length : line.Length - 1); i++)
        {
            int next = (i + 1) % line.Length;
            for (int k = 0; k < Sides; k++)
            {
                int m = (k + 1) % Sides;
                Quad(first + (i * Sides) + k, first + (next * Sides) + k, first + (next * Sides) + m, first + (i * Sides) + m, surface);
            }
        }
    }

    /// <summary>A ball, stretched along each axis.</summary>
    public void Ball(V3 centre, V3 size, Surface surface, float? grip = null)
    {
        const int Rings = 10, Sides = 14;
        int first = Count;
        for (int r = 0; r <= Rings; r++)
        {
            float y = (float)SyntheticFaces.Exact.CosTurns(0.5 * r / Rings), radius = (float)SyntheticFaces.Exact.SinTurns(0.5 * r / Rings);
            for (int k = 0; k < Sides; k++)
            {
                double turn = k / (double)Sides;
                Point(centre + (size * new V3(radius * (float)SyntheticFaces.Exact.CosTurns(turn), y, radius * (float)SyntheticFaces.Exact.SinTurns(turn))), k, r, 1, grip);
            }
        }
        for (int r = 0; r < Rings; r++)
        {
            for (int k = 0; k < Sides; k++)
            {
                int m = (k + 1) % Sides, at = first + (r * Sides);
                Quad(at + k, at + m, at + Sides + m, at + Sides + k, surface);
            }
        }
    }

    public Figure Build(int[] landmarks, V3 leftEye, V3 rightEye, (float Left, float Right) eyeLevels)
    {
        int[] casters = [.. Enumerable.Range(0, _surfaces.Count)
            .Where(t => _surfaces[t] is not (Surface.Lens or Surface.Lashes or Surface.Gums or Surface.MouthInside or Surface.EyeSocket or Surface.Teeth))
            .SelectMany(t => _triangles.GetRange(3 * t, 3))];
        return new Figure
        {
            Points = [.. _points],
            Triangles = [.. _triangles],
            Surfaces = [.. _surfaces],
            Coordinates = [.. _coordinates],
            Depths = [.. _depths],
            Grips = [.. _grips],
            ObstacleStart = _obstacle < 0 ? Count : _obstacle,
            Landmarks = landmarks,
            LeftEye = leftEye,
            RightEye = rightEye,
            EyeLevels = eyeLevels,
            Casters = casters,
        };
    }

    /// <summary>The neck turns less than the head, the shoulders do not.</summary>
    private static float Grip(V3 p) => Curves.Step(-14.5f, -6, p.Y - (p.Z < 2 ? 0.25f * (2 - p.Z) : 0));
}
