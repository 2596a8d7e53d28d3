using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticPeople.Heads;
using MmaDfer.Samples.SyntheticPeople.Rendering;

namespace MmaDfer.Samples.SyntheticPeople.People;

/// <summary>Hair and hats: sheets that lie on the skull from the crown to a hem, and may hang down from there.</summary>
internal sealed class Shells(SkullMap average, SkullMap own, int seed)
{
    private const int Rows = 26;

    public void Hair(FigureBuilder figure, HairCut hair, bool flattened)
    {
        if (hair.Style == HairStyle.Bald)
            return;
        float volume = flattened ? 0.15f : hair.Style == HairStyle.Tied ? 0.45f : hair.Volume;
        bool hangs = hair.Style == HairStyle.Long;
        float fringe = flattened ? 0 : hair.Fringe;
        Sheet(figure, Surface.Hair, around =>
        {
            float side = MathF.Abs(around), noise = Noise.At(around * 40, 5, seed);
            float hem = HemOf(around, hair);
            if (fringe > 0)
            {
                // Hair falls over the forehead, farther on one side, uneven.
                float place = Curves.Step(0.17f, 0.1f, side) * (1 - (0.5f * Curves.Step(-0.1f, 0.1f, around * (hair.Parting < 0 ? -1 : 1))));
                hem -= fringe * place * (0.075f + (0.02f * noise));
            }
            float hang = 0;
            if (hangs && side > 0.16f)
                hang = Curves.Step(0.16f, 0.2f, side) * (6.5f + hair.Length + (1.5f * noise));
            return new Column(hem, hang, Tapered: hang < 1);
        }, (direction, inside) =>
        {
            float curl = hair.Curl * Noise.Rough(direction * 9, 1, seed + 2);
            float crown = 0.7f + (0.5f * Curves.Step(-0.2f, 0.9f, direction.Y)) - (0.25f * Curves.Bump(direction.X - (0.3f * hair.Parting), 0.12f));
            return 0.12f + (volume * crown * (1 + (0.5f * curl) + (0.15f * Noise.At(direction.X * 14, direction.Z * 14, seed + 4))) * inside);
        });
    }

    public void Cap(FigureBuilder figure, float height, bool visor, float thickness)
    {
        float Hem(float around) => RiseAt(around, height + (1.2f * (float)Exact.CosTurns(around)) - (visor ? 0 : 1.5f * Curves.Step(0.15f, 0.3f, MathF.Abs(around))));
        Sheet(figure, Surface.Headwear, around => new Column(Hem(around), 0, Tapered: false), (direction, _) =>
            thickness * (1 + (0.12f * Noise.At(direction.X * 6, direction.Y * 6, seed))));
        if (!visor)
            return;
        int first = figure.Count;
        const int Steps = 16, Out = 4;
        for (int i = 0; i <= Steps; i++)
        {
            float around = 0.15f * ((2f * i / Steps) - 1);
            V3 edge = SkullMap.Centre + (SkullMap.Direction(around, Hem(around)) * (own.Radius(around, Hem(around)) + thickness));
            float width = MathF.Sqrt(1 - Math.Min(1, around * around / 0.0235f));
            for (int k = 0; k <= Out; k++)
            {
                float reach = 6.5f * width * k / Out;
                figure.Point(edge + new V3(0.12f * edge.X * k / Out, (-0.25f * reach) + (-0.02f * edge.X * edge.X * k / Out), reach), i, k);
            }
        }
        for (int i = 0; i < Steps; i++)
        {
            for (int k = 0; k < Out; k++)
            {
                int at = first + (i * (Out + 1)) + k;
                figure.Quad(at, at + Out + 1, at + Out + 2, at + 1, Surface.Headwear);
            }
        }
    }

    public void Headscarf(FigureBuilder figure, float height)
    {
        Sheet(figure, Surface.Headwear, around =>
        {
            float side = MathF.Abs(around);
            float hang = Curves.Step(0.15f, 0.19f, side) * (15 + Noise.At(around * 12, 1, seed));
            return new Column(RiseAt(around, height - (Curves.Step(0.06f, 0.17f, side) * 4)), hang, Tapered: false);
        }, (direction, _) => 0.7f + (0.25f * Noise.At(direction.X * 5, direction.Y * 7, seed)));
        Scarf(figure, -9.2f, 6.8f, 2.3f, Surface.Headwear);
    }

    public void Scarf(FigureBuilder figure, float height, float radius, float thickness, Surface surface)
    {
        V3[] ring = new V3[24];
        for (int i = 0; i < ring.Length; i++)
        {
            float turn = i / (float)ring.Length;
            ring[i] = new V3(
                radius * (float)Exact.SinTurns(turn), height + (0.8f * Noise.At(turn * 9, 2, seed)) - (1.2f * (float)Exact.CosTurns(turn)), -1 + (radius * (float)Exact.CosTurns(turn)));
        }
        figure.Tube(ring, thickness, surface, closed: true, grip: 0.3f);
    }

    /// <summary>The elevation, in turns, of the hairline.</summary>
    private float HemOf(float around, HairCut hair)
    {
        for (float rise = 0.24f; rise > -0.14f; rise -= 0.005f)
        {
            V3 p = SkullMap.Centre + (SkullMap.Direction(around, rise) * average.Radius(around, rise));
            if (Hairline.Above(p, hair, 977 * seed) < 0)
                return rise;
        }
        return -0.14f;
    }

    /// <summary>The elevation, in turns, where the skull reaches a height.</summary>
    private float RiseAt(float around, float height)
    {
        for (float rise = 0.24f; rise > -0.14f; rise -= 0.005f)
        {
            if (SkullMap.Centre.Y + ((float)Exact.SinTurns(rise) * own.Radius(around, rise)) < height)
                return rise;
        }
        return -0.14f;
    }

    private void Sheet(FigureBuilder figure, Surface surface, Func<float, Column> column, Func<V3, float, float> thickness)
    {
        const int Around = SkullMap.Around;
        int first = figure.Count;
        for (int i = 0; i <= Around; i++)
        {
            float around = (i / (float)Around) - 0.5f;
            Column here = column(around);
            // What hangs begins at the height of the ears.
            float bottom = here.Hang > 1 ? MathF.Min(here.Hem, 0) : here.Hem;
            float on = (0.25f - bottom) * 60, total = on + here.Hang;
            for (int k = 0; k <= Rows; k++)
            {
                float path = total * k / Rows, left = total - path;
                float rise = path < on ? 0.25f - (path / 60) : bottom;
                V3 direction = SkullMap.Direction(around, rise);
                float inside = here.Tapered ? Curves.Step(-0.2f, 2.2f, left) : 1;
                V3 p = SkullMap.Centre + (direction * (own.Radius(around, rise) + thickness(direction, inside)));
                float down = path - on;
                if (down > 0)
                {
                    float closer = 1 - (0.012f * down);
                    p = new V3(p.X * closer, p.Y - down, (p.Z * closer) - (0.05f * down));
                }
                figure.Point(p, around * 52, path, left);
            }
        }
        for (int i = 0; i < Around; i++)
        {
            for (int k = 0; k < Rows; k++)
            {
                int at = first + (i * (Rows + 1)) + k;
                figure.Quad(at, at + 1, at + Rows + 2, at + Rows + 1, surface);
            }
        }
    }

    /// <summary>One column of a sheet.</summary>
    /// <param name="Hem">Elevation of its end on the skull, in turns.</param>
    /// <param name="Hang">Centimetres that it hangs down from the ears.</param>
    /// <param name="Tapered">It begins in the skin, not above it.</param>
    private readonly record struct Column(float Hem, float Hang, bool Tapered);
}
