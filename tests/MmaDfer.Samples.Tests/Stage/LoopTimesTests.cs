using MmaDfer.Samples.Stage;

namespace MmaDfer.Samples.Tests.Stage;

[TestClass]
public sealed class LoopTimesTests
{
    [TestMethod]
    public void QuantilesAreThoseOfASortedList()
    {
        var times = new LoopTimes(TimeSpan.FromMilliseconds(20));
        Assert.AreEqual(0, times.GetQuantile(0.5));
        var random = new Random(3);
        List<double> list = [.. Enumerable.Range(0, 5001).Select(_ => Math.Round(Math.Exp((random.NextDouble() * 8) - 5), 4))];
        list.ForEach(ms => times.Add(TimeSpan.FromMilliseconds(ms)));
        list.Sort();
        foreach (double share in (double[])[0.01, 0.5, 0.9, 0.99, 1])
        {
            double exact = list[(int)Math.Ceiling(share * list.Count) - 1];
            Assert.AreEqual(exact, times.GetQuantile(share), (0.021 * exact) + 2e-4, $"{share}");
        }
        Assert.AreEqual((5001, list.Count(ms => ms > 20)), (times.Count, times.Missed));
        Assert.AreEqual(list[^1], times.MaxMilliseconds, 1e-3);
    }
}
