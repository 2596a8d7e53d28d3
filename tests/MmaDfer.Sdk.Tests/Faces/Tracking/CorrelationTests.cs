using MmaDfer.Sdk.Faces.Tracking;

namespace MmaDfer.Sdk.Tests.Faces.Tracking;

[TestClass]
public sealed class CorrelationTests
{
    private const int Patch = Correlation.PatchSize, Area = Correlation.AreaSize, Reach = Correlation.Reach;

    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(5, -7)]
    [DataRow(-10, 10)]
    [DataRow(10, -10)]
    public void FindsWhereThePatchWent(int right, int down)
    {
        float[] area = Waves(1), patch = Cut(area, Reach + right, Reach + down);
        // Other light does not matter.
        float[] lit = [.. area.Select(v => 20 + (0.5f * v))];
        Assert.IsTrue(Correlation.Normalise(patch));
        float score = new Correlation().Find(patch, lit, out float x, out float y);
        Assert.AreEqual(1, score, 1e-4);
        Assert.AreEqual(right, x, 0.05);
        Assert.AreEqual(down, y, 0.05);
    }

    [TestMethod]
    public void TheScoreIsThatOfTheFormula()
    {
        var correlation = new Correlation();
        for (int seed = 1; seed < 6; seed++)
        {
            var random = new Random(seed);
            float[] area = [.. Enumerable.Range(0, Area * Area).Select(_ => (float)random.Next(256))];
            float[] patch = [.. Enumerable.Range(0, Patch * Patch).Select(_ => (float)random.Next(256))];
            double best = -2;
            (int X, int Y) where = default;
            for (int y = 0; y <= 2 * Reach; y++)
            {
                for (int x = 0; x <= 2 * Reach; x++)
                {
                    if (Twin(patch, Cut(area, x, y)) is double score && score > best)
                        (best, where) = (score, (x - Reach, y - Reach));
                }
            }
            Assert.IsTrue(Correlation.Normalise(patch));
            Assert.AreEqual(best, correlation.Find(patch, area, out float right, out float down), 1e-4);
            Assert.AreEqual(where.X, right, 0.5);
            Assert.AreEqual(where.Y, down, 0.5);
        }
    }

    [TestMethod]
    [DataRow(0.3, -0.4)]
    [DataRow(-2.25, 3.5)]
    public void FractionsOfACellAreFound(double right, double down)
    {
        float[] patch = Cut(Waves(1), Reach, Reach);
        Assert.IsTrue(Correlation.Normalise(patch));
        new Correlation().Find(patch, Waves(1, -right, -down), out float x, out float y);
        Assert.AreEqual(right, x, 0.1);
        Assert.AreEqual(down, y, 0.1);
    }

    [TestMethod]
    public void FlatThingsAreNotFound()
    {
        Assert.IsFalse(Correlation.Normalise(Enumerable.Repeat(77f, Patch * Patch).ToArray()));
        float[] patch = Cut(Waves(1), Reach, Reach);
        Assert.IsTrue(Correlation.Normalise(patch));
        Assert.AreEqual(-1, new Correlation().Find(patch, new float[Area * Area], out _, out _));
    }

    private static double Twin(float[] a, float[] b)
    {
        double meanA = a.Average(), meanB = b.Average();
        double product = a.Zip(b, (p, q) => (p - meanA) * (q - meanB)).Sum();
        return product / Math.Sqrt(a.Sum(p => (p - meanA) * (p - meanA)) * b.Sum(q => (q - meanB) * (q - meanB)));
    }

    private static float[] Cut(float[] area, int left, int top) =>
        [.. from y in Enumerable.Range(top, Patch) from x in Enumerable.Range(left, Patch) select area[(y * Area) + x]];

    private static float[] Waves(int seed, double right = 0, double down = 0)
    {
        var random = new Random(seed);
        (double X, double Y, double Phase)[] waves = [.. Enumerable.Range(0, 8).Select(_ =>
            ((random.NextDouble() - 0.5) * 1.2, (random.NextDouble() - 0.5) * 1.2, random.NextDouble() * 7))];
        return [.. from y in Enumerable.Range(0, Area)
                   from x in Enumerable.Range(0, Area)
                   select (float)(128 + (14 * waves.Sum(w => Math.Sin((w.X * (x + right)) + (w.Y * (y + down)) + w.Phase))))];
    }
}
