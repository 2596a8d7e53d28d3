namespace MmaDfer.Samples.SyntheticPeople;

/// <summary>Smooth random fields: values at whole points, mixed in between.</summary>
internal static class Noise
{
    /// <summary>In [-1, 1].</summary>
    public static float At(float x, float y, float z, int seed)
    {
        float fx = MathF.Floor(x), fy = MathF.Floor(y), fz = MathF.Floor(z);
        int ix = (int)fx, iy = (int)fy, iz = (int)fz;
        float tx = Ease(x - fx), ty = Ease(y - fy), tz = Ease(z - fz);
        float a = Curves.Mix(Row(ix, iy, iz, tx, seed), Row(ix, iy + 1, iz, tx, seed), ty);
        float b = Curves.Mix(Row(ix, iy, iz + 1, tx, seed), Row(ix, iy + 1, iz + 1, tx, seed), ty);
        return Curves.Mix(a, b, tz);
    }

    /// <summary>In [-1, 1], in a plane.</summary>
    public static float At(float x, float y, int seed)
    {
        float fx = MathF.Floor(x), fy = MathF.Floor(y);
        int ix = (int)fx, iy = (int)fy;
        float tx = Ease(x - fx);
        return Curves.Mix(Row(ix, iy, 0, tx, seed), Row(ix, iy + 1, 0, tx, seed), Ease(y - fy));
    }

    /// <summary>Two octaves more: coarse and fine together, in about [-1, 1].</summary>
    public static float Rough(V3 p, float scale, int seed) =>
        (0.6f * At(p.X * scale, p.Y * scale, p.Z * scale, seed))
        + (0.3f * At(p.X * scale * 2.1f, p.Y * scale * 2.1f, p.Z * scale * 2.1f, seed + 1))
        + (0.15f * At(p.X * scale * 4.3f, p.Y * scale * 4.3f, p.Z * scale * 4.3f, seed + 2));

    /// <summary>In [0, 1): the same for the same numbers.</summary>
    public static float Hash(int x, int y, int z, int seed)
    {
        uint h = ((uint)x * 0x8DA6B343) ^ ((uint)y * 0xD8163841) ^ ((uint)z * 0xCB1AB31F) ^ ((uint)seed * 0x9E3779B9);
        h = (h ^ (h >> 15)) * 0x2C1B3C6D;
        h = (h ^ (h >> 12)) * 0x297A2D39;
        return ((h ^ (h >> 15)) >> 8) * (1f / (1 << 24));
    }

    private static float Row(int x, int y, int z, float t, int seed) =>
        (2 * Curves.Mix(Hash(x, y, z, seed), Hash(x + 1, y, z, seed), t)) - 1;

    private static float Ease(float t) => t * t * (3 - (2 * t));
}
