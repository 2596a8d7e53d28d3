using MmaDfer.Sdk.Live;

namespace MmaDfer.Sdk.Tests.Live;

[TestClass]
public sealed class FrameRateLimiterTests
{
    [TestMethod]
    [DataRow(25, 25)]
    [DataRow(30, 30)]
    [DataRow(29.97, 29.97)]
    [DataRow(60, 30)]
    [DataRow(120, 30)]
    [DataRow(600, 30)]
    [DataRow(50, 30)]
    [DataRow(1, 1)]
    public void AtMostTheRatePassesEvenlyInSpiteOfJitter(double rate, double expected)
    {
        foreach (double jitter in new[] { 0, 0.2 })
        {
            var random = new Random(1);
            var limiter = new FrameRateLimiter(30);
            var passed = new List<double>();
            for (int i = 0; i < 100 * rate; i++)
            {
                double time = (i + jitter * (random.NextDouble() - 0.5)) / rate;
                if (limiter.Passes(TimeSpan.FromSeconds(time)))
                    passed.Add(time);
            }
            Assert.AreEqual(100 * expected, passed.Count, 2, $"jitter {jitter}");
            double longest = passed.Zip(passed.Skip(1), (a, b) => b - a).Max();
            Assert.IsLessThanOrEqualTo(1 / expected + 1.3 / rate, longest, $"jitter {jitter}");
        }
    }

    [TestMethod]
    public void FramesMissedInAPauseAreNotMadeUpFor()
    {
        var limiter = new FrameRateLimiter(30);
        Assert.IsTrue(limiter.Passes(TimeSpan.Zero));
        int passed = Enumerable.Range(0, 120).Count(i => limiter.Passes(TimeSpan.FromSeconds(100 + i / 120.0)));
        Assert.AreEqual(30, passed, 1);
        Assert.IsTrue(limiter.Passes(TimeSpan.MaxValue));
        Assert.IsFalse(limiter.Passes(TimeSpan.MinValue), "of faulty times none is due");
        limiter.Reset();
        Assert.IsTrue(limiter.Passes(TimeSpan.MinValue));
    }
}
