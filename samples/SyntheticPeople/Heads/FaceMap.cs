namespace MmaDfer.Samples.SyntheticPeople.Heads;

/// <summary>
/// The skin unrolled around the vertical axis into a rectangle that people's looks are painted on, and which point of the average head each
/// of its cells is. Immutable; shared by threads.
/// </summary>
internal sealed class FaceMap
{
    public const int Width = 384, Height = 320;

    private const float Reach = 1f / 3, Bottom = -12, Top = 14.5f, Axis = 1;

    private readonly V3[] _points = new V3[Width * Height];

    public FaceMap(Head head)
    {
        Head = head;
        Coordinates = new float[2 * head.Count];
        for (int i = 0; i < head.Count; i++)
            (Coordinates[2 * i], Coordinates[(2 * i) + 1]) = Place(V3.At(head.Points, i));
        float[] radii = new float[Width * Height];
        for (int t = 0; t < head.Surfaces.Length; t++)
        {
            if (head.Surfaces[t] == Surface.Skin)
                Fill(head, head.Triangles.AsSpan(3 * t, 3), radii);
        }
        // Cells that no skin covers are as their neighbours: above the crown, below the neck.
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                if (radii[(y * Width) + x] != 0)
                    continue;
                float v = Bottom + ((Top - Bottom) * (y + 0.5f) / Height), turns = Reach * ((2 * (x + 0.5f) / Width) - 1);
                _points[(y * Width) + x] = new V3(
                    8 * (float)SyntheticFaces.Exact.SinTurns(turns), v, Axis + (8 * (float)SyntheticFaces.Exact.CosTurns(turns)));
            }
        }
    }

    public Head Head { get; }

    /// <summary>Column and row on the map of each point of the head, in cells.</summary>
    public float[] Coordinates { get; }

    public ReadOnlySpan<V3> Points => _points;

    private static (float X, float Y) Place(V3 p) =>
        (Width * 0.5f * (1 + Math.Clamp(Curves.Angle(p.X, p.Z - Axis) / Reach, -1, 1)), Height * (p.Y - Bottom) / (Top - Bottom));

    private void Fill(Head head, ReadOnlySpan<int> corners, float[] radii)
    {
        V3 a = V3.At(head.Points, corners[0]), b = V3.At(head.Points, corners[1]), c = V3.At(head.Points, corners[2]);
        (float ax, float ay) = (Coordinates[2 * corners[0]], Coordinates[(2 * corners[0]) + 1]);
        (float bx, float by) = (Coordinates[2 * corners[1]], Coordinates[(2 * corners[1]) + 1]);
        (float cx, float cy) = (Coordinates[2 * corners[2]], Coordinates[(2 * corners[2]) + 1]);
        float area = ((bx - ax) * (cy - ay)) - ((by - ay) * (cx - ax));
        float low = MathF.Min(ax, MathF.Min(bx, cx)), high = MathF.Max(ax, MathF.Max(bx, cx));
        if (area * area < 1e-9f || high - low > Width / 3)
            return;
        for (int y = Math.Max((int)MathF.Min(ay, MathF.Min(by, cy)), 0); y <= Math.Min((int)MathF.Max(ay, MathF.Max(by, cy)), Height - 1); y++)
        {
            for (int x = Math.Max((int)low, 0); x <= Math.Min((int)high, Width - 1); x++)
            {
                float px = x + 0.5f, py = y + 0.5f;
                float u = (((bx - px) * (cy - py)) - ((by - py) * (cx - px))) / area;
                float v = (((cx - px) * (ay - py)) - ((cy - py) * (ax - px))) / area;
                if (u < -0.01f || v < -0.01f || u + v > 1.01f)
                    continue;
                V3 p = (a * u) + (b * v) + (c * (1 - u - v));
                float radius = (p.X * p.X) + ((p.Z - Axis) * (p.Z - Axis));
                if (radius <= radii[(y * Width) + x])
                    continue;
                radii[(y * Width) + x] = radius;
                _points[(y * Width) + x] = p;
            }
        }
    }
}
