using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticPeople.Heads;
using MmaDfer.Samples.SyntheticPeople.Rendering;

namespace MmaDfer.Samples.SyntheticPeople.People;

/// <summary>Builds the surfaces of a person in a clip: head, beard, clothes, hair, what is worn and what is in the way. Thread-safe.</summary>
internal sealed class FigureMaker(FaceMap map, FaceLines lines)
{
    private readonly SkullMap _average = new(map.Head, map.Head.Points);

    public Figure Make(Person person, Outfit outfit, Draws draws)
    {
        Head head = map.Head;
        float[] weights = (float[])person.Weights.Clone();
        if (head.KnowsAppearance)
            (weights[0], weights[1]) = (1.2f * person.Appearance, (person.Age - 45) / 30f);
        float[] points = head.Person(weights);
        if (!head.KnowsAppearance)
            Body(points, person);
        Surface[] surfaces = (Surface[])head.Surfaces.Clone();
        float[] normals = Normals.Of(points, head.Triangles);
        Beard(points, normals, person);
        Clothes(points, normals, surfaces, outfit);
        var figure = new FigureBuilder();
        for (int i = 0; i < head.Count; i++)
            figure.Point(V3.At(points, i), map.Coordinates[2 * i], map.Coordinates[(2 * i) + 1], head.Openness[i]);
        for (int t = 0; t < surfaces.Length; t++)
            figure.Triangle(head.Triangles[3 * t], head.Triangles[(3 * t) + 1], head.Triangles[(3 * t) + 2], surfaces[t]);
        V3 leftEye = Middle(head, points, Surface.LeftEye), rightEye = Middle(head, points, Surface.RightEye);
        var shells = new Shells(_average, new SkullMap(head, points), person.Number);
        shells.Hair(figure, person.Hair, flattened: outfit.Headwear != Headwear.None);
        if (outfit.Headwear == Headwear.Cap)
            shells.Cap(figure, draws.Float(7.6, 9.6), visor: true, 0.7f);
        else if (outfit.Headwear == Headwear.Beanie)
            shells.Cap(figure, draws.Float(6.8, 8.8), visor: false, draws.Float(0.6, 1.2));
        else if (outfit.Headwear == Headwear.Headscarf)
            shells.Headscarf(figure, draws.Float(8.4, 10));
        if (outfit.Scarf)
            shells.Scarf(figure, -10.8f, 7.4f, draws.Float(1.8, 2.8), Surface.Headwear);
        V3 At(int landmark) => V3.At(points, head.Landmarks[landmark]);
        if (outfit.Glasses is { } glasses)
            Accessories.Glasses(figure, glasses, leftEye, rightEye, At(27), At(16));
        Accessories.Add(figure, outfit.Obstacle, V3.Mix(At(51), At(57), 0.5f), At(8), At(14), draws);
        float Level(V3 eye, int first) => Math.Clamp(
            ((At(first + 1).Y + At(first + 2).Y + At(first + 4).Y + At(first + 5).Y) / 4) - eye.Y + 0.06f, -0.6f, 0.6f) / 1.5f;
        return figure.Build(head.Landmarks, leftEye, rightEye, (Level(leftEye, 42), Level(rightEye, 36)));
    }

    /// <summary>Jaw, brow ridge, nose and neck by appearance and age, on top of the measured ways in which heads differ.</summary>
    private void Body(float[] points, Person person)
    {
        Head head = map.Head;
        float man = person.Appearance, old = person.Wrinkles;
        for (int i = 0; i < head.Count; i++)
        {
            V3 p = V3.At(head.Points, i), q = V3.At(points, i);
            float jaw = Curves.Step(2, -6, p.Y) * Curves.Step(-16, -9, p.Y), neck = Curves.Step(-6, -11, p.Y) * (p.Z < 8 ? 1 : 0);
            float ridge = Curves.Bump(p.Y - lines.Points[19].Y + 0.4f, 1.3f) * Curves.Step(6, 9, p.Z);
            float width = 1 + (0.028f * man * jaw) + (0.05f * man * neck);
            float jowl = 0.22f * old * Curves.Bump((p - new V3(4.4f * MathF.Sign(p.X), -5.2f, 7.6f)).Length, 3);
            new V3(q.X * width, q.Y - (0.25f * man * Curves.Step(-4, -7.5f, p.Y) * Curves.Step(-13, -9, p.Y)) - jowl, q.Z + (0.13f * man * ridge) + (0.4f * jowl)).To(points, i);
        }
    }

    private void Beard(float[] points, float[] normals, Person person)
    {
        if (person.Beard is People.Beard.None or People.Beard.Stubble)
            return;
        var hair = new FacialHair(lines, person);
        float thickness = 0.2f + (0.5f * person.BeardDensity * (person.Beard == People.Beard.Moustache ? 0.5f : 1));
        foreach (int i in SkinPoints())
        {
            V3 p = V3.At(map.Head.Points, i);
            float cover = hair.Region(p);
            if (cover > 0)
                (V3.At(points, i) + (V3.At(normals, i) * (thickness * cover * (1 + (0.5f * Noise.At(p.X * 1.5f, p.Y * 1.5f, p.Z, person.Number)))))).To(points, i);
        }
    }

    private void Clothes(float[] points, float[] normals, Surface[] surfaces, Outfit outfit)
    {
        Head head = map.Head;
        bool[] covered = new bool[head.Count];
        foreach (int i in SkinPoints())
        {
            V3 p = V3.At(head.Points, i);
            float collar = outfit.Collar - (outfit.Neckline * Curves.Step(4, 0, MathF.Abs(p.X)) * Curves.Step(0, 3, p.Z)) + (0.25f * Math.Max(0, -p.Z));
            covered[i] = p.Y < collar && p.Y < -7 && p.Z < 8.5f;
            if (covered[i])
                (V3.At(points, i) + (V3.At(normals, i) * 0.2f)).To(points, i);
        }
        for (int t = 0; t < surfaces.Length; t++)
        {
            if (surfaces[t] == Surface.Skin && covered[head.Triangles[3 * t]] && covered[head.Triangles[(3 * t) + 1]] && covered[head.Triangles[(3 * t) + 2]])
                surfaces[t] = Surface.Cloth;
        }
    }

    private IEnumerable<int> SkinPoints()
    {
        Head head = map.Head;
        return Enumerable.Range(0, head.Surfaces.Length).Where(t => head.Surfaces[t] == Surface.Skin)
            .SelectMany(t => head.Triangles[(3 * t)..((3 * t) + 3)]).Distinct();
    }

    private static V3 Middle(Head head, float[] points, Surface surface)
    {
        V3 low = new(1e9f, 1e9f, 1e9f), high = new(-1e9f, -1e9f, -1e9f);
        for (int t = 0; t < head.Surfaces.Length; t++)
        {
            if (head.Surfaces[t] != surface)
                continue;
            for (int k = 0; k < 3; k++)
            {
                V3 p = V3.At(points, head.Triangles[(3 * t) + k]);
                low = new V3(MathF.Min(low.X, p.X), MathF.Min(low.Y, p.Y), MathF.Min(low.Z, p.Z));
                high = new V3(MathF.Max(high.X, p.X), MathF.Max(high.Y, p.Y), MathF.Max(high.Z, p.Z));
            }
        }
        // The cornea bulges forwards, so depth is not measured.
        return high.X < low.X ? new V3(0, 0, 0) : new V3((low.X + high.X) / 2, (low.Y + high.Y) / 2, low.Z + ((high.Y - low.Y) / 2));
    }
}
