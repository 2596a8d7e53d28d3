using MmaDfer.Samples.SyntheticPeople.Heads;

namespace MmaDfer.Samples.SyntheticPeople.Rendering;

/// <summary>Which triangle each sample of a frame shows. Not thread-safe; reused for frames of the same size.</summary>
internal sealed class Rasterizer(int side)
{
    public int Side { get; } = side;

    /// <summary>Distance to the camera of each sample.</summary>
    public float[] Distances { get; } = new float[side * side];

    /// <summary>Number of the triangle at each sample; -1: none.</summary>
    public int[] Triangles { get; } = new int[side * side];

    public void Clear()
    {
        Array.Fill(Distances, float.MaxValue);
        Array.Fill(Triangles, -1);
    }

    /// <param name="figure">The surfaces.</param>
    /// <param name="screen">Column, row and distance of each point.</param>
    public void Draw(Figure figure, float[] screen)
    {
        ReadOnlySpan<int> corners = figure.Triangles;
        for (int t = 0; t < figure.Surfaces.Length; t++)
        {
            Surface surface = figure.Surfaces[t];
            if (surface is Surface.Lens or Surface.Lashes)
                continue;
            int a = corners[3 * t], b = corners[(3 * t) + 1], c = corners[(3 * t) + 2];
            bool oneSided = surface is Surface.Skin or Surface.LeftEye or Surface.RightEye or Surface.Teeth or Surface.Gums;
            Triangle(figure, screen, t, a, b, c, oneSided, surface == Surface.Hair);
        }
    }

    /// <summary>Which samples of a see-through triangle are not hidden; calls <paramref name="visit"/> with the sample.</summary>
    public void Visit(float[] screen, int a, int b, int c, Action<int> visit)
    {
        if (!Bounds(screen, a, b, c, out Edges e))
            return;
        for (int y = e.Top; y <= e.Bottom; y++)
        {
            for (int x = e.Left; x <= e.Right; x++)
            {
                if (e.Weights(x + 0.5f, y + 0.5f, out float u, out float v) && e.Distance(u, v) < Distances[(y * Side) + x])
                    visit((y * Side) + x);
            }
        }
    }

    /// <summary>The weights of the first two corners at a sample.</summary>
    public static (float U, float V) Weights(float[] screen, int a, int b, int c, float x, float y)
    {
        float ax = screen[3 * a], ay = screen[(3 * a) + 1], bx = screen[3 * b], by = screen[(3 * b) + 1], cx = screen[3 * c], cy = screen[(3 * c) + 1];
        float inverse = 1 / (((bx - ax) * (cy - ay)) - ((by - ay) * (cx - ax)));
        float u = (((bx - x) * (cy - y)) - ((by - y) * (cx - x))) * inverse, v = (((cx - x) * (ay - y)) - ((cy - y) * (ax - x))) * inverse;
        return (u, v);
    }

    private void Triangle(Figure figure, float[] screen, int triangle, int a, int b, int c, bool oneSided, bool strands)
    {
        if (!Bounds(screen, a, b, c, out Edges e) || (oneSided && e.Inverse > 0))
            return;
        for (int y = e.Top; y <= e.Bottom; y++)
        {
            int row = y * Side;
            for (int x = e.Left; x <= e.Right; x++)
            {
                if (!e.Weights(x + 0.5f, y + 0.5f, out float u, out float v))
                    continue;
                float distance = e.Distance(u, v);
                if (distance >= Distances[row + x] || (strands && !Strand(figure, a, b, c, u, v)))
                    continue;
                Distances[row + x] = distance;
                Triangles[row + x] = triangle;
            }
        }
    }

    /// <summary>Hair ends in strands of different lengths.</summary>
    private static bool Strand(Figure figure, int a, int b, int c, float u, float v)
    {
        float w = 1 - u - v;
        float left = (u * figure.Depths[a]) + (v * figure.Depths[b]) + (w * figure.Depths[c]);
        if (left > 2.2f)
            return true;
        float across = (u * figure.Coordinates[2 * a]) + (v * figure.Coordinates[2 * b]) + (w * figure.Coordinates[2 * c]);
        float along = (u * figure.Coordinates[(2 * a) + 1]) + (v * figure.Coordinates[(2 * b) + 1]) + (w * figure.Coordinates[(2 * c) + 1]);
        return left > 0.6f + (0.8f * Noise.At(across * 3.7f, along * 0.2f, 17)) + (0.35f * Noise.At(across * 0.7f, 3, 23));
    }

    private bool Bounds(float[] screen, int a, int b, int c, out Edges e)
    {
        e = new Edges
        {
            Ax = screen[3 * a], Ay = screen[(3 * a) + 1], Az = screen[(3 * a) + 2],
            Bx = screen[3 * b], By = screen[(3 * b) + 1], Bz = screen[(3 * b) + 2],
            Cx = screen[3 * c], Cy = screen[(3 * c) + 1], Cz = screen[(3 * c) + 2],
        };
        float area = ((e.Bx - e.Ax) * (e.Cy - e.Ay)) - ((e.By - e.Ay) * (e.Cx - e.Ax));
        if (area * area < 1e-10f || e.Az < 2 || e.Bz < 2 || e.Cz < 2)
            return false;
        e.Inverse = 1 / area;
        e.Left = Math.Max((int)MathF.Ceiling(MathF.Min(e.Ax, MathF.Min(e.Bx, e.Cx)) - 0.5f), 0);
        e.Right = Math.Min((int)MathF.Floor(MathF.Max(e.Ax, MathF.Max(e.Bx, e.Cx)) - 0.5f), Side - 1);
        e.Top = Math.Max((int)MathF.Ceiling(MathF.Min(e.Ay, MathF.Min(e.By, e.Cy)) - 0.5f), 0);
        e.Bottom = Math.Min((int)MathF.Floor(MathF.Max(e.Ay, MathF.Max(e.By, e.Cy)) - 0.5f), Side - 1);
        return e.Left <= e.Right && e.Top <= e.Bottom;
    }

    private struct Edges
    {
        public float Ax, Ay, Az, Bx, By, Bz, Cx, Cy, Cz, Inverse;
        public int Left, Right, Top, Bottom;

        public readonly bool Weights(float x, float y, out float u, out float v)
        {
            u = (((Bx - x) * (Cy - y)) - ((By - y) * (Cx - x))) * Inverse;
            v = (((Cx - x) * (Ay - y)) - ((Cy - y) * (Ax - x))) * Inverse;
            return u >= 0 && v >= 0 && u + v <= 1;
        }

        public readonly float Distance(float u, float v) => (u * Az) + (v * Bz) + ((1 - u - v) * Cz);
    }
}
