using System.Text.Json;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Evaluation;

namespace MmaDfer.Sdk.Tests.Evaluation;

[TestClass]
public sealed class MetricsTests
{
    [TestMethod]
    public void MetricsMatchTheGoldenData()
    {
        int cases = 0;
        foreach (JsonElement golden in Goldens.Json("preprocess", "metrics.json").EnumerateArray())
        {
            int[] truth = Ints(golden.GetProperty("true")), predicted = Ints(golden.GetProperty("predicted"));
            var confusion = new ConfusionMatrix(golden.GetProperty("classes").GetInt32());
            foreach ((int t, int p) in truth.Zip(predicted))
                confusion.Add(t, p);
            for (int t = 0; t < confusion.Classes; t++)
            {
                for (int p = 0; p < confusion.Classes; p++)
                    Assert.AreEqual(golden.GetProperty("confusion")[t][p].GetInt32(), confusion[t, p], $"{t}, {p}");
            }
            Metrics metrics = Metrics.Of(confusion);
            Assert.AreEqual(golden.GetProperty("uar").GetDouble(), metrics.Uar, 1e-9);
            Assert.AreEqual(golden.GetProperty("war").GetDouble(), metrics.War, 1e-9);
            Assert.AreEqual(golden.GetProperty("macro_f1").GetDouble(), metrics.MacroF1, 1e-9);
            cases++;
        }
        Assert.AreEqual(2, cases);
    }

    [TestMethod]
    public void AClassWithoutClipsHasNoRecallAndIsNotInTheMeans()
    {
        var confusion = new ConfusionMatrix(3);
        confusion.Add(0, 0);
        confusion.Add(0, 2);
        confusion.Add(1, 1);
        Metrics metrics = Metrics.Of(confusion);
        CollectionAssert.AreEqual(new double?[] { 50, 100, null }, metrics.Recalls.ToArray());
        Assert.AreEqual(75, metrics.Uar, 1e-12);
        Assert.AreEqual(200 / 3.0, metrics.War, 1e-12);
        Assert.AreEqual((200 / 3.0 + 100) / 2, metrics.MacroF1, 1e-12);
        Assert.ThrowsExactly<ArgumentException>(() => Metrics.Of(new ConfusionMatrix(3)));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => confusion.Add(3, 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => confusion.Add(0, -1));
        confusion.Add(confusion);
        Assert.AreEqual(6, confusion.Total);
        Assert.AreEqual(2, confusion[1, 1]);
    }

    private static int[] Ints(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetInt32())];
}
