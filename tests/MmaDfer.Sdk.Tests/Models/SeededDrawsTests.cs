using MmaDfer.Sdk.Models;

namespace MmaDfer.Sdk.Tests.Models;

[TestClass]
public sealed class SeededDrawsTests
{
    [TestMethod]
    public void LogarithmAndCosineMatchTheLibrary()
    {
        for (int i = 0; i < 100_000; i++)
        {
            double x = (i + 0.5) / 100_000;
            Assert.AreEqual(Math.Log(x), SeededDraws.Log(x), 2e-15 * Math.Max(1, -Math.Log(x)));
            Assert.AreEqual(Math.Cos(2 * Math.PI * x), SeededDraws.CosTurns(x), 1e-15);
        }
        Assert.AreEqual(Math.Log(0.5 / (1L << 32)), SeededDraws.Log(0.5 / (1L << 32)), 1e-14);
    }

    [TestMethod]
    public void TheBitsNeverChange()
    {
        // Computed by an independent implementation in another language.
        float[] uniform = new float[3], normal = new float[3];
        SeededDraws.Uniform(SeededDraws.Stream(1, "a"), 0, 1f, uniform);
        SeededDraws.Normal(SeededDraws.Stream(1, "a"), 0, 1, normal);
        CollectionAssert.AreEqual(new[] { 0.0065464973f, 0.69615054f, -0.2857405f }, uniform);
        CollectionAssert.AreEqual(new[] { -0.34441948f, 0.40450963f, -0.03791482f }, normal);
    }

    [TestMethod]
    public void NormalDrawsAreNormal()
    {
        const int count = 1_000_000;
        float[] values = new float[count];
        SeededDraws.Normal(SeededDraws.Stream(9, "x"), 0, 1, values);
        Assert.AreEqual(0, values.Average(v => (double)v), 5e-3);
        Assert.AreEqual(1, values.Average(v => (double)v * v), 1e-2);
        Assert.AreEqual(3, values.Average(v => Math.Pow(v, 4)), 5e-2);
        Assert.AreEqual(0.6827, values.Count(v => Math.Abs(v) < 1) / (double)count, 3e-3);
        Assert.AreEqual(0.0027, values.Count(v => Math.Abs(v) > 3) / (double)count, 3e-4);
    }

    [TestMethod]
    public void SeedsAndNamesGiveDifferentStreams()
    {
        ulong[] streams = [SeededDraws.Stream(1, "a"), SeededDraws.Stream(2, "a"), SeededDraws.Stream(1, "b"), SeededDraws.Stream(0, "a")];
        Assert.HasCount(4, streams.Distinct().ToList());
    }
}
