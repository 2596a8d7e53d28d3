using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticPeople.Heads;
using MmaDfer.Samples.SyntheticPeople.Rendering;

namespace MmaDfer.Samples.SyntheticPeople.People;

/// <summary>Glasses, and what comes before a face: a hand, a microphone.</summary>
internal static class Accessories
{
    public static void Glasses(FigureBuilder figure, GlassesShape shape, V3 leftEye, V3 rightEye, V3 nose, V3 leftEar)
    {
        float front = MathF.Max(nose.Z + 0.1f, leftEye.Z + 2.1f);
        foreach ((V3 eye, float side) in (ReadOnlySpan<(V3, float)>)[(leftEye, 1), (rightEye, -1)])
        {
            V3 centre = new(eye.X + (0.1f * side), eye.Y - shape.Drop, front);
            V3[] rim = new V3[20];
            for (int i = 0; i < rim.Length; i++)
            {
                float c = (float)Exact.CosTurns(i / 20.0), s = (float)Exact.SinTurns(i / 20.0);
                // Between an ellipse and a rectangle with round corners.
                float stretch = 1 + (shape.Squareness * ((1 / MathF.Max(MathF.Abs(c), MathF.Abs(s))) - 1) * 0.75f);
                float x = c * stretch * shape.Width, y = s * stretch * shape.Height;
                rim[i] = centre + new V3(x, y, -0.07f * (x * side > 0 ? x * x : 0));
            }
            figure.Tube(rim, shape.Rim, Surface.Frame, closed: true);
            int middle = figure.Point(centre + new V3(0, 0, 0.05f));
            int first = figure.Count;
            foreach (V3 p in rim)
                figure.Point(p);
            for (int i = 0; i < rim.Length; i++)
                figure.Triangle(middle, first + i, first + ((i + 1) % rim.Length), Surface.Lens);
            V3 hinge = centre + new V3(shape.Width * side, 0.3f * shape.Height, -0.07f * shape.Width * shape.Width);
            V3 ear = new(MathF.Abs(leftEar.X) * side * 1.04f, leftEye.Y + 0.8f, -0.5f);
            figure.Tube([hinge, V3.Mix(hinge, new V3(ear.X, ear.Y, hinge.Z), 0.9f) + new V3(0, 0, -0.8f), ear], MathF.Max(shape.Rim, 0.1f), Surface.Frame);
        }
        float gap = leftEye.X - shape.Width + 0.1f, y0 = leftEye.Y - shape.Drop + (0.25f * shape.Height);
        figure.Tube([new V3(-gap, y0, front), new V3(0, y0 + 0.3f, front + 0.25f), new V3(gap, y0, front)], MathF.Max(shape.Rim, 0.1f), Surface.Frame);
    }

    public static void Add(FigureBuilder figure, Obstacle obstacle, V3 mouth, V3 chin, V3 cheek, Draws draws)
    {
        figure.BeginObstacle();
        float side = draws.Chance(0.5) ? 1 : -1;
        switch (obstacle)
        {
            case Obstacle.Microphone:
                V3 head = mouth + new V3(draws.Float(-1.5, 1.5), draws.Float(-3.5, -1.2), draws.Float(3.5, 6));
                float size = draws.Float(1.6, 2.6);
                figure.Ball(head, new V3(size, size * 1.1f, size), Surface.Obstacle, grip: 0);
                figure.Tube([head, head + new V3(side * draws.Float(0, 5), -14, draws.Float(1, 5))], size * 0.6f, Surface.Obstacle, grip: 0);
                break;
            case Obstacle.HandOnMouth:
                Hand(figure, mouth + new V3(side * 2, -0.3f, 1.6f), new V3(-side, draws.Float(0, 0.5), 0.1f), side, draws);
                break;
            case Obstacle.HandOnChin:
                Hand(figure, chin + new V3(side * 1.5f, -0.6f, 1.2f), new V3(-side * 0.8f, draws.Float(0.3, 0.9), 0), side, draws);
                break;
            case Obstacle.HandOnCheek:
                Hand(figure, new V3(cheek.X * side, cheek.Y - 1.5f, cheek.Z + 3.2f), new V3(-side * 0.25f, 1, -0.1f), side, draws);
                break;
        }
    }

    /// <summary>Four fingers beside each other, and a palm that they come from.</summary>
    private static void Hand(FigureBuilder figure, V3 knuckles, V3 along, float side, Draws draws)
    {
        V3 direction = along.Unit, across = V3.Cross(direction, new V3(0, 0, 1)).Unit;
        for (int i = 0; i < 4; i++)
        {
            V3 from = knuckles + (across * ((i - 1.5f) * 1.75f)) - (direction * 2);
            float length = (i is 0 or 3 ? 5.2f : 6.6f) * draws.Float(0.9, 1.1);
            V3 middle = from + (direction * (0.5f * length)) + new V3(0, 0, 0.5f), end = from + (direction * length) + new V3(0, 0, -0.3f);
            figure.Tube([from, middle, end], 0.88f, Surface.Hand, grip: 0);
            figure.Ball(end, new V3(0.86f, 0.86f, 0.86f), Surface.Hand, grip: 0);
        }
        figure.Ball(knuckles - (direction * 5) + new V3(0, 0, -0.2f), new V3(3.4f, 3.8f, 1.7f), Surface.Hand, grip: 0);
        figure.Tube([knuckles - (direction * 7), knuckles - (direction * 14) + new V3(side * 2, -7, -2)], 2.6f, Surface.Hand, grip: 0);
    }
}
