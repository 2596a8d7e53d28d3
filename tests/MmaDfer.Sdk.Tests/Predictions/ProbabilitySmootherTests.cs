using MmaDfer.Sdk.Predictions;

namespace MmaDfer.Sdk.Tests.Predictions;

[TestClass]
public sealed class ProbabilitySmootherTests
{
    [TestMethod]
    public void AfterTheTimeConstant63PercentOfAChangeIsVisible()
    {
        // However often answers come.
        foreach (double step in new[] { 0.01, 0.05, 0.25, 0.5 })
        {
            var smoother = new ProbabilitySmoother(TimeSpan.FromSeconds(0.5));
            smoother.Add([1, 0], TimeSpan.Zero);
            for (int i = 1; i <= Math.Round(0.5 / step); i++)
                smoother.Add([0, 1], TimeSpan.FromSeconds(i * step));
            Assert.AreEqual(Math.Exp(-1), smoother.Current[0], 1e-5, $"{step}");
            Assert.AreEqual(1, smoother.Current[0] + smoother.Current[1], 1e-5);
        }
    }

    [TestMethod]
    public void TheResultIsTheWeightedMeanOfAllInputs()
    {
        var random = new Random(1);
        var smoother = new ProbabilitySmoother(TimeSpan.FromSeconds(0.7));
        var past = new List<(double Time, float Value)>();
        double time = 0;
        for (int i = 0; i < 50; i++)
        {
            time += random.NextDouble();
            past.Add((time, random.NextSingle()));
            smoother.Add([past[^1].Value], TimeSpan.FromSeconds(time));
            // Each value counts for the time since the one before; the first for all time before it.
            double twin = 0;
            for (int j = 0; j < past.Count; j++)
            {
                double since = j == 0 ? 0 : Math.Exp(-(time - past[j - 1].Time) / 0.7);
                twin += past[j].Value * (Math.Exp(-(time - past[j].Time) / 0.7) - since);
            }
            Assert.AreEqual(twin, smoother.Current[0], 1e-5);
        }
    }

    [TestMethod]
    public void AConstantOfZeroSmoothsNothing()
    {
        var smoother = new ProbabilitySmoother(TimeSpan.Zero);
        smoother.Add([1, 0], TimeSpan.Zero);
        smoother.Add([0.25f, 0.75f], TimeSpan.FromTicks(1));
        Assert.AreEqual(0.25f, smoother.Current[0]);
    }

    [TestMethod]
    public void ResetsOtherSizesAndFaultyTimesAreHandled()
    {
        var smoother = new ProbabilitySmoother(TimeSpan.FromSeconds(1));
        smoother.Add([1, 0], TimeSpan.FromSeconds(5));
        smoother.Add([0, 1], TimeSpan.FromSeconds(4));
        Assert.AreEqual(1, smoother.Current[0], "time went back");
        smoother.Add([0, 1], TimeSpan.MaxValue);
        Assert.AreEqual(0, smoother.Current[0], 1e-6, "for ever later");
        smoother.Add([1, 0], TimeSpan.MinValue);
        smoother.Reset();
        smoother.Add([0.5f, 0.5f], TimeSpan.MinValue);
        Assert.AreEqual(0.5f, smoother.Current[0]);
        smoother.Add([0.2f, 0.3f, 0.5f], TimeSpan.Zero);
        Assert.AreEqual(0.3f, smoother.Current[1]);
    }
}
