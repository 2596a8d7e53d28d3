using MmaDfer.Sdk.Faces.Tracking;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Faces.Tracking;

[TestClass]
public sealed class CellReaderTests
{
    private const int Width = 37, Height = 23;

    [TestMethod]
    [DataRow(5, 4, 1, 8)]
    [DataRow(5, 4, 3, 4)]
    [DataRow(-7, -5, 2, 6)]
    [DataRow(30, 18, 4, 5)]
    [DataRow(-100, 3, 2, 5)]
    [DataRow(90, 90, 3, 4)]
    [DataRow(-20, -20, 2, 60)]
    public void CellsAreMeansAndTheEdgeGoesOn(int left, int top, int cell, int count)
    {
        byte[] gray = new byte[Width * Height];
        new Random(4).NextBytes(gray);
        float[] cells = new float[count * count];
        new CellReader().Read(new FrameView(gray, Width, Height, PixelLayout.Gray8), left, top, cell, count, cells);
        for (int y = 0; y < count; y++)
        {
            for (int x = 0; x < count; x++)
            {
                double expected = (
                    from row in Enumerable.Range(top + (y * cell), cell)
                    from column in Enumerable.Range(left + (x * cell), cell)
                    select (double)gray[(Math.Clamp(row, 0, Height - 1) * Width) + Math.Clamp(column, 0, Width - 1)]).Average();
                Assert.AreEqual(expected, cells[(y * count) + x], 1e-3, $"{x},{y}");
            }
        }
    }

    [TestMethod]
    public void OfLargeCellsSomeRowsStandForAll()
    {
        // Every row is the same, so it does not matter which are taken.
        byte[] gray = [.. Enumerable.Range(0, Width * Height).Select(i => (byte)(5 * (i % Width)))];
        float[] cells = new float[4];
        new CellReader().Read(new FrameView(gray, Width, Height, PixelLayout.Gray8), 2, 1, 11, 2, cells);
        Assert.AreEqual(5 * 7, cells[0], 1e-3);
        Assert.AreEqual(5 * 18, cells[3], 1e-3);
    }
}
