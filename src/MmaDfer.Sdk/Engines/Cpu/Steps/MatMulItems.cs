namespace MmaDfer.Sdk.Engines.Cpu.Steps;

/// <summary>
/// How a matrix product is divided into items, which threads take one after the other: blocks of rows, whose packed form stays in cache, times
/// blocks of weight panels.
/// </summary>
/// <param name="RowBlocks">Blocks of tiles.</param>
/// <param name="PanelBlocks">Blocks of panels.</param>
internal readonly record struct MatMulItems(int RowBlocks, int PanelBlocks)
{
    /// <summary>
    /// Items of each thread at least: processors with cores of two kinds would wait for the slowest one if all had one item of equal size.
    /// </summary>
    private const int PerThread = 3;

    /// <summary>Number of items.</summary>
    public int Count => RowBlocks * PanelBlocks;

    /// <summary>Divides a product.</summary>
    /// <param name="tiles">Tiles of all rows.</param>
    /// <param name="tilesPerBlock">Tiles of a block at most.</param>
    /// <param name="panels">Panels of the weights.</param>
    /// <param name="threads">Threads that share the work.</param>
    public static MatMulItems Of(int tiles, int tilesPerBlock, int panels, int threads)
    {
        // An equal number of row blocks for all threads; where these are few, the threads share the columns too.
        int rounds = (tiles + tilesPerBlock * threads - 1) / (tilesPerBlock * threads);
        int rows = Math.Min(tiles, rounds * threads);
        return new MatMulItems(rows, threads == 1 ? 1 : Math.Clamp((PerThread * threads + rows - 1) / rows, 1, panels));
    }
}
