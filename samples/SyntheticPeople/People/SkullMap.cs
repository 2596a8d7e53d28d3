using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticPeople.Heads;

namespace MmaDfer.Samples.SyntheticPeople.People;

/// <summary>How far the skin is from the middle of the head in every direction: what hair and hats lie on.</summary>
internal sealed class SkullMap
{
    public const int Around = 72;

    private const int Rings = 37;

    private readonly float[] _radii = new float[Around * Rings];

    public SkullMap(Head head, float[] points)
    {
        for (int t = 0; t < head.Surfaces.Length; t++)
        {
            if (head.Surfaces[t] != Surface.Skin)
                continue;
            for (int k = 0; k < 3; k++)
            {
                V3 p = V3.At(points, head.Triangles[(3 * t) + k]) - Centre;
                float around = Curves.Angle(p.X, p.Z), rise = Curves.Angle(p.Y, MathF.Sqrt((p.X * p.X) + (p.Z * p.Z)));
                int column = (int)MathF.Floor((around * Around) + 0.5f), row = (int)MathF.Floor(((rise + 0.25f) * 2 * (Rings - 1)) + 0.5f);
                ref float radius = ref _radii[(Math.Clamp(row, 0, Rings - 1) * Around) + ((column + Around) % Around)];
                radius = MathF.Max(radius, p.Length);
            }
        }
        for (int pass = 0; pass < 8; pass++)
            Spread(fill: pass < 6);
    }

    public static V3 Centre { get; } = new(0, 4.5f, 0);

    /// <param name="around">Turns from the front to the person's left.</param>
    /// <param name="rise">Turns above the horizon.</param>
    public static V3 Direction(float around, float rise)
    {
        float level = (float)Exact.CosTurns(rise);
        return new V3(level * (float)Exact.SinTurns(around), (float)Exact.SinTurns(rise), level * (float)Exact.CosTurns(around));
    }

    public float Radius(float around, float rise)
    {
        float x = (around - MathF.Floor(around)) * Around, y = Math.Clamp((rise + 0.25f) * 2 * (Rings - 1), 0, Rings - 1.001f);
        int ix = (int)x, iy = (int)y;
        float tx = x - ix, ty = y - iy;
        return Curves.Mix(
            Curves.Mix(At(ix, iy), At(ix + 1, iy), tx),
            Curves.Mix(At(ix, iy + 1), At(ix + 1, iy + 1), tx), ty);
    }

    private float At(int column, int row) => _radii[(row * Around) + (column % Around)];

    /// <summary>Fills cells without a point from their neighbours, or smooths all.</summary>
    private void Spread(bool fill)
    {
        float[] old = (float[])_radii.Clone();
        for (int y = 0; y < Rings; y++)
        {
            for (int x = 0; x < Around; x++)
            {
                int at = (y * Around) + x;
                if (fill && old[at] > 0)
                    continue;
                float sum = fill ? 0 : 2 * old[at], weight = fill ? 0 : 2;
                foreach ((int dx, int dy) in (ReadOnlySpan<(int, int)>)[(1, 0), (Around - 1, 0), (0, 1), (0, -1)])
                {
                    if (y + dy is < 0 or >= Rings || old[((y + dy) * Around) + ((x + dx) % Around)] is not (> 0 and float radius))
                        continue;
                    sum += radius;
                    weight++;
                }
                if (weight > 0)
                    _radii[at] = sum / weight;
            }
        }
    }
}
