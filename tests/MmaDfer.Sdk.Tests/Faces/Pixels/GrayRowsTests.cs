using MmaDfer.Sdk.Faces.Pixels;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Faces.Pixels;

[TestClass]
public sealed class GrayRowsTests
{
    public static IEnumerable<object[]> Layouts => Enum.GetValues<PixelLayout>().Select(l => new object[] { l });

    [TestMethod]
    [DynamicData(nameof(Layouts))]
    public void EqualsTheFormulaOnTheRgbRow(PixelLayout layout)
    {
        foreach (bool bottomUp in new[] { false, true })
        {
            foreach ((int width, int height) in new[] { (1, 1), (3, 2), (17, 3), (64, 5), (101, 4) })
            {
                int stride = (4 * width) + 6;
                byte[] bytes = new byte[2 * stride * (height + 2)];
                new Random(width).NextBytes(bytes);
                var frame = new FrameView(bytes, width, height, layout, bottomUp ? -stride : stride);
                var rows = new GrayRows();
                byte[] rgb = new byte[3 * width], gray = new byte[width];
                for (int y = 0; y < height; y++)
                {
                    frame.ReadRow(y, rgb);
                    rows.Read(frame, y, 0, gray);
                    byte[] expected = [.. Enumerable.Range(0, width).Select(x => Gray(rgb[3 * x], rgb[(3 * x) + 1], rgb[(3 * x) + 2]))];
                    CollectionAssert.AreEqual(expected, gray, $"{layout} {width}x{height} row {y}");

                    byte[] part = new byte[width / 2];
                    rows.Read(frame, y, width - part.Length, part);
                    CollectionAssert.AreEqual(expected[(width - part.Length)..], part);
                }
            }
        }
    }

    [TestMethod]
    public void RowsOutsideTheFrameAreRefused()
    {
        byte[] bytes = new byte[4 * 3 * 2];
        var rows = new GrayRows();
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => rows.Read(new FrameView(bytes, 3, 2, PixelLayout.Rgba32), 2, 0, new byte[1]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => rows.Read(new FrameView(bytes, 3, 2, PixelLayout.Rgba32), 0, 2, new byte[2]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => rows.Read(new FrameView(bytes, 3, 2, PixelLayout.Gray8), 0, -1, new byte[2]));
    }

    /// <summary>ITU-R BT.601 as OpenCV rounds it.</summary>
    private static byte Gray(int red, int green, int blue) => (byte)(((9798 * red) + (19235 * green) + (3735 * blue) + 16384) / 32768);
}
