using MmaDfer.Sdk.Live;

namespace MmaDfer.Sdk.Tests.Live;

[TestClass]
public sealed class FrameGridTests
{
    // Slots of 100 ms.
    private readonly FrameGrid _grid = new(TimeSpan.FromSeconds(1.6));
    private readonly int[] _chosen = new int[16];

    [TestMethod]
    public void TheFirstFrameOfEachSlotIsChosen()
    {
        TimeSpan[] times = [.. Enumerable.Range(0, 48).Select(i => Milliseconds(40 * i + 10))];
        long? last = _grid.Choose(times, _chosen);
        Assert.AreEqual(18L, last);
        for (int i = 0; i < 16; i++)
            Assert.AreEqual(Array.FindIndex(times, t => t >= Milliseconds(100 * (3 + i))), _chosen[i], $"slot {3 + i}");
    }

    [TestMethod]
    public void OverlappingWindowsShareFrames()
    {
        TimeSpan[] times = [.. Enumerable.Range(0, 100).Select(i => Milliseconds(33 * i))];
        var frames = new Dictionary<long, TimeSpan>();
        int shared = 0;
        for (int end = 60; end <= 100; end += 7)
        {
            TimeSpan[] window = [.. times[..end].Where(t => t > times[end - 1] - Milliseconds(1600))];
            long last = _grid.Choose(window, _chosen)!.Value;
            for (int i = 0; i < 16; i++)
            {
                TimeSpan frame = window[_chosen[i]];
                if (frames.TryAdd(last - 15 + i, frame))
                    continue;
                Assert.AreEqual(frames[last - 15 + i], frame);
                shared++;
            }
        }
        // Each window begins 231 ms after the one before, of 1.6 s.
        Assert.IsGreaterThanOrEqualTo(5 * 13, shared);
    }

    [TestMethod]
    public void AnEmptySlotShowsThePreviousFrame()
    {
        TimeSpan[] times = [.. Enumerable.Range(0, 16).Where(i => i is not (5 or 6)).Select(i => Milliseconds(100 * i))];
        Assert.AreEqual(15L, _grid.Choose(times, _chosen));
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3, 4, 4, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 }, _chosen);
    }

    [TestMethod]
    public void AWindowThatIsNotFilledHasNoSlots()
    {
        Assert.IsNull(_grid.Choose([], _chosen));
        Assert.IsNull(_grid.Choose([.. Enumerable.Range(0, 15).Select(i => Milliseconds(100 * i))], _chosen));
        Assert.IsNull(_grid.Choose([Milliseconds(200), Milliseconds(1600)], _chosen));
    }

    [TestMethod]
    public void TimesBeforeZeroHaveSlotsToo()
    {
        TimeSpan[] times = [.. Enumerable.Range(-20, 30).Select(i => Milliseconds(100 * i + 50))];
        Assert.AreEqual(9L, _grid.Choose(times, _chosen));
        CollectionAssert.AreEqual(Enumerable.Range(14, 16).ToArray(), _chosen);
    }

    private static TimeSpan Milliseconds(double value) => TimeSpan.FromMilliseconds(value);
}
