namespace MmaDfer.Samples.SyntheticPeople.Heads;

/// <summary>Smooth normals of a surface: those of the triangles around each point, by their area.</summary>
internal static class Normals
{
    public static float[] Of(float[] points, int[] triangles)
    {
        float[] normals = new float[points.Length];
        Compute(points, triangles, normals);
        return normals;
    }

    public static void Compute(float[] points, int[] triangles, float[] normals)
    {
        Array.Clear(normals);
        for (int t = 0; t < triangles.Length; t += 3)
        {
            int a = 3 * triangles[t], b = 3 * triangles[t + 1], c = 3 * triangles[t + 2];
            float ax = points[a], ay = points[a + 1], az = points[a + 2];
            float ux = points[b] - ax, uy = points[b + 1] - ay, uz = points[b + 2] - az;
            float vx = points[c] - ax, vy = points[c + 1] - ay, vz = points[c + 2] - az;
            float nx = (uy * vz) - (uz * vy), ny = (uz * vx) - (ux * vz), nz = (ux * vy) - (uy * vx);
            normals[a] += nx;
            normals[a + 1] += ny;
            normals[a + 2] += nz;
            normals[b] += nx;
            normals[b + 1] += ny;
            normals[b + 2] += nz;
            normals[c] += nx;
            normals[c + 1] += ny;
            normals[c + 2] += nz;
        }
        for (int i = 0; i < normals.Length; i += 3)
        {
            float x = normals[i], y = normals[i + 1], z = normals[i + 2];
            float length = MathF.Sqrt((x * x) + (y * y) + (z * z));
            float scale = length > 1e-12f ? 1 / length : 0;
            normals[i] = x * scale;
            normals[i + 1] = y * scale;
            normals[i + 2] = z * scale;
        }
    }
}
