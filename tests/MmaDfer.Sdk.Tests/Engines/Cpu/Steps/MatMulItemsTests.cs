using MmaDfer.Sdk.Engines.Cpu.Steps;

namespace MmaDfer.Sdk.Tests.Engines.Cpu.Steps;

[TestClass]
public sealed class MatMulItemsTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(8)]
    [DataRow(16)]
    [DataRow(64)]
    public void EveryTileAndPanelBelongsToOneItemAndBlocksStaySmall(int threads)
    {
        foreach (int tiles in (ReadOnlySpan<int>)[1, 2, 5, 75, 150, 294])
        {
            foreach (int panels in (ReadOnlySpan<int>)[1, 4, 24, 96])
            {
                MatMulItems items = MatMulItems.Of(tiles, tilesPerBlock: 10, panels, threads);
                Assert.IsTrue(items.RowBlocks >= 1 && items.RowBlocks <= tiles && items.PanelBlocks >= 1 && items.PanelBlocks <= panels, $"{tiles} tiles, {panels} panels: {items}");
                Assert.IsTrue(items.RowBlocks * 10 >= tiles, $"{tiles} tiles: {items}");
                if (threads > 1 && tiles * panels >= 3 * threads && items.PanelBlocks < panels)
                    Assert.IsGreaterThanOrEqualTo(3 * threads, items.Count, $"{tiles} tiles, {panels} panels");
            }
        }
    }

    [TestMethod]
    public void OneThreadPacksRowsOnlyOnce() => Assert.AreEqual(1, MatMulItems.Of(75, 10, 96, threads: 1).PanelBlocks);

    /// <summary>Half of the threads are half as fast, as the small cores of a hybrid processor: calculated, not run on one.</summary>
    [TestMethod]
    [DataRow(4)]
    [DataRow(8)]
    [DataRow(16)]
    public void SlowCoresDoNotKeepTheFastOnesWaitingForLong(int threads)
    {
        // The base model's layers at 112 pixels: 16 frames of 56 tokens in tiles of 12 rows; 768 to 2304, 768, 3072 and 3072 to 768 in panels of 32.
        foreach (int panels in (ReadOnlySpan<int>)[72, 24, 96, 24])
        {
            MatMulItems items = MatMulItems.Of(tiles: 75, tilesPerBlock: 10, panels, threads);
            // With one item for each thread, the slow ones would take 1.5 times as long as all threads together need.
            Assert.IsLessThan(1.13, Time(items.Count, threads) / (items.Count / (0.75 * threads)), $"{panels} panels: {items}");
        }
    }

    /// <summary>Time until all items are done, where the time of an item is 1 on a fast thread, and each thread takes the next when it is free.</summary>
    private static double Time(int items, int threads)
    {
        double[] free = new double[threads];
        for (int item = 0; item < items; item++)
        {
            int next = Array.IndexOf(free, free.Min());
            free[next] += next < threads / 2 ? 1 : 2;
        }
        return free.Max();
    }
}
