using MmaDfer.Sdk.Predictions;

namespace MmaDfer.Sdk.Tests.Predictions;

[TestClass]
public sealed class LabelHoldTests
{
    [TestMethod]
    public void AnotherLabelMustLeadByTheMargin()
    {
        var hold = new LabelHold(0.1f, 0, TimeSpan.Zero);
        Assert.AreEqual(-1, hold.Current);
        Assert.AreEqual(0, Show(hold, 0, 0.5f, 0.5f));
        Assert.AreEqual(0, Show(hold, 1, 0.46f, 0.54f));
        Assert.AreEqual(1, Show(hold, 2, 0.44f, 0.56f));
        Assert.AreEqual(1, Show(hold, 3, 0.54f, 0.46f));
        Assert.AreEqual(0, Show(hold, 4, 0.6f, 0.4f));
    }

    [TestMethod]
    public void ALabelStaysForItsMinimumTime()
    {
        var hold = new LabelHold(0, 0, TimeSpan.FromSeconds(1));
        Assert.AreEqual(0, Show(hold, 10, 1, 0));
        Assert.AreEqual(0, Show(hold, 10.9, 0, 1));
        Assert.AreEqual(1, Show(hold, 11, 0, 1));
        Assert.AreEqual(1, Show(hold, 11.5, 1, 0));
        Assert.AreEqual(0, Show(hold, 12, 1, 0));
        hold.Reset();
        Assert.AreEqual(-1, hold.Current);
        Assert.AreEqual(1, Show(hold, 12.1, 0, 1));
    }

    [TestMethod]
    public void ALabelNeedsTheMinimumConfidence()
    {
        var hold = new LabelHold(0, 0.6f, TimeSpan.Zero);
        Assert.AreEqual(-1, Show(hold, 0, 0.55f, 0.45f));
        Assert.AreEqual(0, Show(hold, 1, 0.6f, 0.4f));
        Assert.AreEqual(0, Show(hold, 2, 0.41f, 0.59f));
        Assert.AreEqual(1, Show(hold, 3, 0.4f, 0.6f));
    }

    private static int Show(LabelHold hold, double seconds, params ReadOnlySpan<float> probabilities)
    {
        hold.Add(probabilities, TimeSpan.FromSeconds(seconds));
        return hold.Current;
    }
}
