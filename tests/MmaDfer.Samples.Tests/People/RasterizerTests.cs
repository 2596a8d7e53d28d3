using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticPeople;
using MmaDfer.Samples.SyntheticPeople.Heads;
using MmaDfer.Samples.SyntheticPeople.Rendering;

namespace MmaDfer.Samples.Tests.People;

[TestClass]
public sealed class RasterizerTests
{
    /// <summary>The slow twin asks every sample of every triangle, in double precision.</summary>
    [TestMethod]
    public void EachSampleShowsTheNearestTriangle()
    {
        const int Side = 40, Count = 60;
        var draws = new Draws((Draws.Purpose)900, 1);
        var figure = new FigureBuilder();
        float[] screen = new float[9 * Count];
        for (int i = 0; i < 3 * Count; i++)
        {
            figure.Point(new V3(0, 0, 0));
            new V3(draws.Float(-8, Side + 8), draws.Float(-8, Side + 8), draws.Float(10, 90)).To(screen, i);
        }
        for (int t = 0; t < Count; t++)
            figure.Triangle(3 * t, (3 * t) + 1, (3 * t) + 2, t % 2 == 0 ? Surface.Skin : Surface.Headwear);
        Figure built = figure.Build([], default, default, default);
        var raster = new Rasterizer(Side);
        raster.Clear();
        raster.Draw(built, screen);
        int doubtful = 0;
        for (int i = 0; i < Side * Side; i++)
        {
            (int expected, double nearest, bool edge) = Slow(screen, built, (i % Side) + 0.5, (i / Side) + 0.5);
            if (edge)
            {
                // On an edge, rounding decides.
                doubtful++;
                continue;
            }
            Assert.AreEqual(expected, raster.Triangles[i], $"sample {i}");
            if (expected >= 0)
                Assert.AreEqual(nearest, raster.Distances[i], 1e-3);
        }
        Assert.IsLessThan(Side, doubtful);
        Assert.IsGreaterThan(Side * Side / 2, raster.Triangles.Count(t => t >= 0));
    }

    [TestMethod]
    public void ShadowsFallOnWhatIsBehind()
    {
        // A small square before a large one, lit from the front.
        float[] points = [-1, -1, 2, 1, -1, 2, 1, 1, 2, -1, 1, 2, -4, -4, 0, 4, -4, 0, 4, 4, 0, -4, 4, 0];
        int[] triangles = [0, 1, 2, 0, 2, 3, 4, 5, 6, 4, 6, 7];
        var map = new DepthMap(64);
        map.Draw(points, triangles, new V3(0, 0, 1));
        Assert.AreEqual(0, map.Lit(new V3(0, 0, 0.01f), 0.1f), 1e-6);
        Assert.AreEqual(1, map.Lit(new V3(0, 0, 2.01f), 0.1f), 1e-6);
        Assert.AreEqual(1, map.Lit(new V3(3, 3, 0.01f), 0.1f), 1e-6);
    }

    [TestMethod]
    public void CompressionOfBestQualityKeepsAPictureAndOfPoorQualityDoesNot()
    {
        const int Size = 20;
        var draws = new Draws((Draws.Purpose)900, 2);
        V3[] picture = [.. Enumerable.Range(0, Size * Size).Select(i => new V3(draws.Float(0.3, 0.7), (i % Size) / (float)Size, 0.5f))];
        Assert.IsLessThan(0.004f, Change(1));
        Assert.IsGreaterThan(0.012f, Change(0.2f));

        float Change(float quality)
        {
            V3[] copy = [.. picture];
            new Compression(Size, quality).Apply(copy);
            return copy.Zip(picture, (a, b) => MathF.Abs(a.Y - b.Y)).Average();
        }
    }

    private static (int Triangle, double Distance, bool Edge) Slow(float[] screen, Figure figure, double x, double y)
    {
        (int best, double nearest, bool edge) = (-1, double.MaxValue, false);
        for (int t = 0; t < figure.Surfaces.Length; t++)
        {
            double[] p = [.. screen[(9 * t)..(9 * (t + 1))].Select(v => (double)v)];
            double area = ((p[3] - p[0]) * (p[7] - p[1])) - ((p[4] - p[1]) * (p[6] - p[0]));
            // Skin is seen from outside only: clockwise on a screen whose rows go down.
            if (figure.Surfaces[t] == Surface.Skin && area > 0)
                continue;
            double u = (((p[3] - x) * (p[7] - y)) - ((p[4] - y) * (p[6] - x))) / area, v = (((p[6] - x) * (p[1] - y)) - ((p[7] - y) * (p[0] - x))) / area;
            double least = Math.Min(u, Math.Min(v, 1 - u - v));
            double distance = (u * p[2]) + (v * p[5]) + ((1 - u - v) * p[8]);
            edge |= Math.Abs(least) < 1e-4 || (least > 0 && Math.Abs(distance - nearest) < 1e-3);
            if (least >= 0 && distance < nearest)
                (best, nearest) = (t, distance);
        }
        return (best, nearest, edge);
    }
}
