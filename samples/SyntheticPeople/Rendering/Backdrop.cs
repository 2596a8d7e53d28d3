using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticPeople.People;

namespace MmaDfer.Samples.SyntheticPeople.Rendering;

/// <summary>What is behind the person: a wall, a room, lights out of focus.</summary>
internal static class Backdrop
{
    /// <returns>Linear light, size x size.</returns>
    public static V3[] Draw(Draws draws, int size)
    {
        var pixels = new V3[size * size];
        V3 top = Colour(draws), bottom = draws.Chance(0.6) ? top * draws.Float(0.5, 1.3) : Colour(draws);
        float slope = draws.Float(-1, 1), grain = draws.Chance(0.5) ? draws.Float(0, 0.25) : 0, scale = draws.Float(3, 14);
        int seed = (int)(draws.Next() >> 40);
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                float u = (x + 0.5f) / size, v = (y + 0.5f) / size;
                float t = Math.Clamp(v + (slope * (u - 0.5f)), 0, 1);
                pixels[(y * size) + x] = V3.Mix(top, bottom, t) * (1 + (grain * Noise.At(u * scale, v * scale, seed)));
            }
        }
        int things = draws.Chance(0.35) ? 0 : draws.Below(9);
        for (int i = 0; i < things; i++)
            Thing(draws, pixels, size);
        float blur = draws.Chance(0.7) ? draws.Float(0.5, 5) * size / 96f : 0;
        return blur > 0 ? Blur.Apply(pixels, size, blur) : pixels;
    }

    private static void Thing(Draws draws, V3[] pixels, int size)
    {
        bool round = draws.Chance(0.35), bright = draws.Chance(0.15);
        float width = draws.Float(0.03, 0.35), height = round ? width : draws.Float(0.05, 0.9), x0 = draws.Float(-0.1, 1.1), y0 = draws.Float(-0.1, 1.1);
        V3 colour = Colour(draws) * (bright ? 4 : 1);
        float opacity = draws.Float(0.5, 1), lean = draws.Float(-0.2, 0.2);
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                float v = (((y + 0.5f) / size) - y0) / height, u = ((((x + 0.5f) / size) - x0) / width) + (lean * v);
                float inside = round ? 1 - MathF.Sqrt((u * u) + (v * v)) : 1 - MathF.Max(MathF.Abs(u), MathF.Abs(v));
                if (inside > 0)
                    pixels[(y * size) + x] = V3.Mix(pixels[(y * size) + x], colour, opacity * MathF.Min(1, inside * 20));
            }
        }
    }

    private static V3 Colour(Draws draws)
    {
        float light = draws.Float(0, 1);
        light = 0.015f + (0.6f * light * light);
        V3 tint = draws.Chance(0.8) ? draws.Tint(0.1) : new V3(draws.Float(0.4, 1.2), draws.Float(0.4, 1.2), draws.Float(0.4, 1.2));
        return tint * light;
    }

}

/// <summary>Gaussian blur, about: two passes of a short kernel.</summary>
internal static class Blur
{
    /// <param name="pixels">Size x size; kept.</param>
    /// <param name="size">Width and height.</param>
    /// <param name="radius">Deviation in pixels.</param>
    public static V3[] Apply(V3[] pixels, int size, float radius)
    {
        int reach = Math.Clamp((int)MathF.Ceiling(radius * 2.2f), 1, size);
        float[] kernel = new float[reach + 1];
        float sum = 0;
        for (int i = 0; i <= reach; i++)
        {
            kernel[i] = (float)Exact.Exp2(-i * i / (2 * radius * radius) * 1.4426950408889634);
            sum += i == 0 ? kernel[i] : 2 * kernel[i];
        }
        for (int i = 0; i <= reach; i++)
            kernel[i] /= sum;
        return Pass(Pass(pixels, size, kernel, 1, size), size, kernel, size, 1);
    }

    private static V3[] Pass(V3[] from, int size, float[] kernel, int step, int line)
    {
        var to = new V3[from.Length];
        for (int row = 0; row < size; row++)
        {
            for (int i = 0; i < size; i++)
            {
                V3 sum = new(0, 0, 0);
                for (int k = 1 - kernel.Length; k < kernel.Length; k++)
                    sum += from[(row * line) + (Math.Clamp(i + k, 0, size - 1) * step)] * kernel[Math.Abs(k)];
                to[(row * line) + (i * step)] = sum;
            }
        }
        return to;
    }
}
