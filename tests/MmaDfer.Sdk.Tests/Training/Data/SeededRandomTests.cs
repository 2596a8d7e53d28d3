using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Training.Data;

[TestClass]
public sealed class SeededRandomTests
{
    [TestMethod]
    public void TheNumbersMatchSplitMix64()
    {
        // From the reference implementation with the seed 1234567.
        var random = new SeededRandom(1234567);
        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        CollectionAssert.AreEqual(expected, expected.Select(_ => random.Next()).ToArray());
    }

    [TestMethod]
    public void AStateContinuesWithTheSameNumbers()
    {
        var random = SeededRandom.Of(1, 2, 3);
        random.Normal();
        var copy = new SeededRandom(random.State);
        for (int i = 0; i < 10; i++)
            Assert.AreEqual(random.Next(), copy.Next());
    }

    [TestMethod]
    public void KeysInAnotherOrderGiveAnotherGenerator()
    {
        ulong[] first = [SeededRandom.Of(1, 2).Next(), SeededRandom.Of(2, 1).Next(), SeededRandom.Of(1).Next(), SeededRandom.Of(1, 2, 0).Next(), SeededRandom.Of().Next()];
        Assert.AreEqual(first.Length, first.Distinct().Count());
    }

    [TestMethod]
    public void DistributionsHaveTheirMoments()
    {
        var random = SeededRandom.Of(5);
        const int draws = 200_000;
        int[] below = new int[7];
        double sum = 0, squares = 0, uniform = 0;
        for (int i = 0; i < draws; i++)
        {
            below[random.Below(7)]++;
            double u = random.Uniform(), n = random.Normal();
            Assert.IsTrue(u is >= 0 and < 1);
            uniform += u;
            sum += n;
            squares += n * n;
        }
        foreach (int count in below)
            Assert.AreEqual(draws / 7.0, count, 5 * Math.Sqrt(draws / 7.0));
        Assert.AreEqual(0.5, uniform / draws, 0.004);
        Assert.AreEqual(0, sum / draws, 0.012);
        Assert.AreEqual(1, squares / draws, 0.02);
        Assert.AreEqual(0, random.Below(1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => random.Below(0));
    }

    [TestMethod]
    public void ShufflingKeepsEveryItem()
    {
        int[] items = [.. Enumerable.Range(0, 100)];
        SeededRandom.Of(6).Shuffle<int>(items);
        CollectionAssert.AreNotEqual(Enumerable.Range(0, 100).ToArray(), items);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 100).ToArray(), items);
    }
}
