using MmaDfer.Samples.SyntheticFaces;

namespace MmaDfer.Samples.SyntheticPeople.Heads;

/// <summary>How open each point of a head is to its surroundings, seen from many directions through a depth map each.</summary>
internal static class Occlusion
{
    private const int Directions = 128, Side = 256;

    /// <param name="head">Its shape jawOpen, where it has one, opens the mouth, so that teeth are not in the dark for ever.</param>
    public static float[] Bake(Head head)
    {
        float[] closed = Seen(head, head.Points);
        if (head.Shapes.FirstOrDefault(s => s.Name == "jawOpen") is not { } jaw)
            return closed;
        float[] points = (float[])head.Points.Clone();
        jaw.AddTo(points, 0.5f);
        float[] open = Seen(head, points);
        for (int t = 0; t < head.Surfaces.Length; t++)
        {
            if (head.Surfaces[t] is Surface.MouthInside or Surface.Gums or Surface.Teeth)
            {
                for (int k = 0; k < 3; k++)
                    closed[head.Triangles[(3 * t) + k]] = open[head.Triangles[(3 * t) + k]];
            }
        }
        return closed;
    }

    private static float[] Seen(Head head, float[] points)
    {
        int[] triangles = [.. Enumerable.Range(0, head.Surfaces.Length).Where(t => head.Surfaces[t] != Surface.Lashes)
            .SelectMany(t => head.Triangles[(3 * t)..((3 * t) + 3)])];
        float[] normals = Normals.Of(points, head.Triangles);
        var parts = new (float[] Seen, float[] All)[Directions];
        Parallel.For(0, Directions, d =>
        {
            // Points of a spiral on the sphere.
            float y = 1 - ((2 * d) + 1f) / Directions, radius = MathF.Sqrt(1 - (y * y));
            double turn = d * 0.6180339887498949;
            var direction = new V3(radius * (float)Exact.CosTurns(turn), y, radius * (float)Exact.SinTurns(turn));
            var map = new DepthMap(Side);
            map.Draw(points, triangles, direction);
            float[] seen = new float[head.Count], all = new float[head.Count];
            for (int i = 0; i < head.Count; i++)
            {
                float facing = V3.Dot(V3.At(normals, i), direction);
                if (facing <= 0)
                    continue;
                all[i] = facing;
                seen[i] = facing * map.Lit(V3.At(points, i) + (V3.At(normals, i) * 0.1f), 0.12f);
            }
            parts[d] = (seen, all);
        });
        float[] openness = new float[head.Count];
        for (int i = 0; i < openness.Length; i++)
        {
            float seen = 0, all = 1e-6f;
            foreach ((float[] s, float[] a) in parts)
            {
                seen += s[i];
                all += a[i];
            }
            openness[i] = seen / all;
        }
        return openness;
    }
}
