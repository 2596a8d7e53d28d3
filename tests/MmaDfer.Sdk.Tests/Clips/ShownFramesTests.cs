using MmaDfer.Sdk.Clips;

namespace MmaDfer.Sdk.Tests.Clips;

[TestClass]
public sealed class ShownFramesTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(10)]
    [DataRow(100)]
    public void FramesAtASteadyPaceCountOnce(int count)
    {
        // 3:2, and jitter.
        foreach (double[] pattern in (double[][])[[40], [33, 50], [20, 45, 35, 40, 0, 60]])
        {
            TimeSpan[] shown = [.. Enumerable.Range(0, count).Select(i => TimeSpan.FromMilliseconds(pattern[i % pattern.Length]))];
            CollectionAssert.AreEqual(FrameReader.Choose(count, false)[0], ShownFrames.Choose(shown, false)[0]);
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AHeldFrameCountsAsOftenAsOthersWouldHaveFitted(bool twoClip)
    {
        TimeSpan[] shown = [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(40), 50)];
        shown[20] = TimeSpan.FromSeconds(2);
        int[][] views = ShownFrames.Choose(shown, twoClip), even = FrameReader.Choose(99, twoClip);
        for (int view = 0; view < even.Length; view++)
            CollectionAssert.AreEqual(even[view].Select(i => i <= 20 ? i : i < 70 ? 20 : i - 49).ToArray(), views[view]);
    }

    [TestMethod]
    public void TimesThatMakeNoSenseCountOnce()
    {
        TimeSpan[] shown = [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(40), 20)];
        shown[3] = TimeSpan.MaxValue;
        CollectionAssert.AreEqual(FrameReader.Choose(20, false)[0], ShownFrames.Choose(shown, false)[0]);
        CollectionAssert.AreEqual(FrameReader.Choose(20, false)[0], ShownFrames.Choose(new TimeSpan[20], false)[0]);
    }
}
