using MmaDfer.Sdk.Faces.Pixels;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Faces.Pixels;

[TestClass]
public sealed class LinearResizeTests
{
    [TestMethod]
    public void EqualsTheFormulaWrittenOut()
    {
        var gray = new GrayFrame();
        var resize = new LinearResize();
        foreach ((int width, int height, int toWidth, int toHeight) in new[]
            { (40, 30, 40, 30), (40, 30, 36, 27), (40, 30, 20, 15), (101, 57, 33, 19), (9, 200, 8, 61), (64, 3, 21, 1), (2, 2, 1, 1), (1, 5, 1, 3), (300, 280, 290, 271) })
        {
            byte[] source = new byte[width * height];
            new Random(width).NextBytes(source);
            gray.Load(new FrameView(source, width, height, PixelLayout.Gray8), 0, 0, width, height);
            resize.Resize(gray, toWidth, toHeight);
            for (int y = 0; y < toHeight; y++)
            {
                for (int x = 0; x < toWidth; x++)
                    Assert.AreEqual(Twin(source, width, height, toWidth, toHeight, x, y), resize.Pixels[(y * toWidth) + x], $"{width}x{height} to {toWidth}x{toHeight} at {x},{y}");
            }
        }
    }

    /// <summary>A pixel mixed of four, each axis' weights rounded to 256ths, the result rounded once.</summary>
    private static byte Twin(byte[] source, int width, int height, int toWidth, int toHeight, int x, int y)
    {
        (int left, int right, double u) = Neighbours(x, width, toWidth);
        (int up, int down, double v) = Neighbours(y, height, toHeight);
        double top = (source[(up * width) + left] * (1 - u)) + (source[(up * width) + right] * u);
        double bottom = (source[(down * width) + left] * (1 - u)) + (source[(down * width) + right] * u);
        return (byte)Math.Floor((top * (1 - v)) + (bottom * v) + 0.5);
    }

    private static (int First, int Second, double Share) Neighbours(int target, int size, int toSize)
    {
        double position = Math.Clamp(((target + 0.5) / ((double)toSize / size)) - 0.5, 0, size - 1);
        int first = (int)position;
        return (first, Math.Min(first + 1, size - 1), Math.Round((position - first) * 256) / 256);
    }
}
