using MmaDfer.Samples.SyntheticFaces;

namespace MmaDfer.Sdk.Tests.SyntheticFaces;

[TestClass]
public sealed class DrawsTests
{
    [TestMethod]
    public void EveryPurposeAndKeyHasItsOwnStream()
    {
        var seen = new HashSet<ulong>();
        foreach (Draws.Purpose purpose in Enum.GetValues<Draws.Purpose>())
        {
            for (int seed = 0; seed < 20; seed++)
            {
                for (int clip = 0; clip < 20; clip++)
                    Assert.IsTrue(seen.Add(new Draws(purpose, seed, clip).Next()), $"{purpose} {seed} {clip}");
            }
        }
        Assert.AreEqual(new Draws(Draws.Purpose.Face, 1, 2).Next(), new Draws(Draws.Purpose.Face, 1, 2).Next());
        Assert.AreNotEqual(new Draws(Draws.Purpose.Face, 1, 2).Next(), new Draws(Draws.Purpose.Face, 2, 1).Next());
    }

    [TestMethod]
    public void DistributionsAreAsTheySay()
    {
        const int count = 20_000;
        var draws = new Draws(Draws.Purpose.Scene, 1);
        int[] dice = new int[6];
        double sum = 0, bell = 0, squares = 0;
        for (int i = 0; i < count; i++)
        {
            dice[draws.Below(6)]++;
            double unit = draws.Unit(), normal = draws.Bell();
            Assert.IsTrue(unit is >= 0 and < 1);
            (sum, bell, squares) = (sum + unit, bell + normal, squares + (normal * normal));
        }
        foreach (int side in dice)
            Assert.AreEqual(count / 6.0, side, 250);
        Assert.AreEqual(0.5, sum / count, 0.01);
        Assert.AreEqual(0, bell / count, 0.03);
        Assert.AreEqual(1, squares / count, 0.03);
    }

    [TestMethod]
    public void ExactFunctionsAreThoseOfTheRuntime()
    {
        for (double x = -9; x < 9; x += 0.0137)
        {
            Assert.AreEqual(Math.Sin(2 * Math.PI * x), Exact.SinTurns(x), 1e-8);
            Assert.AreEqual(Math.Cos(2 * Math.PI * x), Exact.CosTurns(x), 1e-8);
            Assert.AreEqual(1, Exact.Exp2(x) / Math.Pow(2, x), 1e-9);
        }
    }
}
