using MmaDfer.Sdk.Faces.Cascades;

namespace MmaDfer.Sdk.Tests.Faces.Cascades;

[TestClass]
public sealed class IntegralImageTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void EverySumIsThatOfItsPixels(int step)
    {
        var sums = new IntegralImage(squares: true, tilted: true);
        foreach ((int width, int height) in new[] { (13, 9), (20, 4), (1, 1), (6, 17), (2, 30) })
        {
            byte[] pixels = new byte[width * height];
            new Random(width).NextBytes(pixels);
            sums.Build(pixels, width, height, step);
            for (int y = 0; y <= height; y++)
            {
                for (int x = 0; x <= width; x++)
                {
                    int Sum(Func<int, int, bool> counts, Func<int, int> of) => (
                        from row in Enumerable.Range(0, height)
                        from column in Enumerable.Range(0, width)
                        where counts(column, row)
                        select of(pixels[(row * width) + column])).Sum();
                    string where = $"{width} x {height}, step {step}, at {x},{y}";
                    Assert.AreEqual(Sum((c, r) => c < x && r < y, p => p), sums.Sums[sums.Offset(x, y)], where);
                    Assert.AreEqual(Sum((c, r) => c < x && r < y, p => p * p), sums.Sums[sums.SquaresAt + sums.Offset(x, y)], where);
                    Assert.AreEqual(
                        Sum((c, r) => r < y && Math.Abs(c - x + 1) <= y - r - 1, p => p), sums.Sums[sums.TiltedAt + sums.Offset(x, y)], where);
                }
            }
        }
    }

    [TestMethod]
    public void WindowsOfAStepLieSideBySide()
    {
        foreach (int step in new[] { 1, 2 })
        {
            var sums = new IntegralImage(squares: false, tilted: false);
            sums.Build(new byte[40 * 10], 40, 10, step);
            for (int window = 0; window < 10; window++)
            {
                for (int column = 0; column < 20; column++)
                    Assert.AreEqual(sums.Offset(column, 3) + window, sums.Offset(column + (step * window), 3));
            }
        }
    }
}
