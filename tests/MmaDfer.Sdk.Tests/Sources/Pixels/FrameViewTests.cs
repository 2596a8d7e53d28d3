using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Pixels;

namespace MmaDfer.Sdk.Tests.Sources.Pixels;

[TestClass]
public sealed class FrameViewTests
{
    public static IEnumerable<object[]> Cases =>
        from layout in Enum.GetValues<PixelLayout>()
        from size in new[] { (1, 1), (2, 2), (7, 5), (16, 9), (33, 2) }
        from gap in new[] { 0, 6 }
        from bottomUp in new[] { false, true }
        from range in Enum.GetValues<YuvRange>()
        select new object[] { layout, size.Item1, size.Item2, gap, bottomUp, range };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void RowsAreThoseOfThePlainTwin(PixelLayout layout, int width, int height, int gap, bool bottomUp, YuvRange range)
    {
        int stride = RowBytes(layout, width) + gap;
        byte[] bytes = new byte[4 * (stride + 4) * (height + 4)];
        new Random(width * height).NextBytes(bytes);
        var view = new FrameView(bytes, width, height, layout, bottomUp ? -stride : stride, range);
        byte[] rgb = new byte[3 * width * height];
        view.CopyTo(rgb);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double[] expected = Twin(bytes, width, height, layout, stride, bottomUp, range, x, y);
                for (int c = 0; c < 3; c++)
                {
                    // Half a level for rounding, and as good as nothing for the fixed point.
                    double off = Math.Abs(expected[c] - rgb[(3 * ((y * width) + x)) + c]);
                    Assert.IsLessThanOrEqualTo(0.51, off, $"{layout} {width}x{height} at {x},{y} channel {c}");
                }
            }
        }
        byte[] part = new byte[3 * (width / 2)];
        view.ReadRow(height - 1, width - (width / 2), part);
        CollectionAssert.AreEqual(rgb[^part.Length..], part);
    }

    [TestMethod]
    [DataRow(PixelLayout.Rgb24, 7 * 3 * 5)]
    [DataRow(PixelLayout.Bgr24, 7 * 3 * 5)]
    [DataRow(PixelLayout.Rgba32, 7 * 4 * 5)]
    [DataRow(PixelLayout.Bgra32, 7 * 4 * 5)]
    [DataRow(PixelLayout.Argb32, 7 * 4 * 5)]
    [DataRow(PixelLayout.Gray8, 35)]
    [DataRow(PixelLayout.Nv12, 35 + (8 * 3))]
    [DataRow(PixelLayout.I420, 35 + (2 * 4 * 3))]
    [DataRow(PixelLayout.Yuy2, 16 * 5)]
    public void OneByteTooFewIsAnError(PixelLayout layout, int needed)
    {
        Assert.AreEqual(needed, new FrameView(new byte[needed], 7, 5, layout).Pixels.Length);
        if (layout is not (PixelLayout.Nv12))
            Assert.AreEqual(needed, FrameGeometry.PackedBytes(7, 5, layout));
        ArgumentException e = Assert.ThrowsExactly<ArgumentException>(() => new FrameView(new byte[needed - 1], 7, 5, layout));
        StringAssert.Contains(e.Message, $"{needed - 1} bytes are too few");
        StringAssert.Contains(e.Message, $"it takes {needed}.");
    }

    [TestMethod]
    [DataRow(0, 1, 0)]
    [DataRow(1, -1, 0)]
    [DataRow(int.MaxValue, int.MaxValue, 0)]
    [DataRow(4, 4, 11)]
    [DataRow(4, 4, -11)]
    [DataRow(4, 1, int.MinValue)]
    [DataRow(4, int.MaxValue, int.MinValue)]
    public void ImpossibleSizesAreErrors(int width, int height, int stride)
    {
        foreach (PixelLayout layout in new[] { PixelLayout.Rgb24, PixelLayout.Rgba32 })
            Assert.ThrowsExactly<ArgumentException>(() => new FrameView(new byte[64], width, height, layout, stride));
    }

    [TestMethod]
    public void HugeSizesOfEveryLayoutAreErrors()
    {
        foreach (PixelLayout layout in Enum.GetValues<PixelLayout>())
            Assert.ThrowsExactly<ArgumentException>(() => new FrameView(new byte[64], int.MaxValue, int.MaxValue, layout, int.MinValue));
    }

    [TestMethod]
    public void RowsBeyondTheFrameAreRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new FrameView(new byte[12], 2, 2, PixelLayout.Rgb24).ReadRow(2, new byte[6]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new FrameView(new byte[12], 2, 2, PixelLayout.Rgb24).ReadRow(0, 1, new byte[6]));
    }

    [TestMethod]
    public void CopiesHaveTheLayoutThatWasAskedFor()
    {
        byte[] gray = [10, 20, 30, 40, 50, 60];
        byte[] rgb = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        var frame = new FrameView(rgb, 2, 2, PixelLayout.Rgb24, stride: -6);
        // Bottom-up: the last row comes first.
        AssertCopy(frame, PixelLayout.Rgb24, 7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6);
        AssertCopy(frame, PixelLayout.Bgr24, 9, 8, 7, 12, 11, 10, 3, 2, 1, 6, 5, 4);
        AssertCopy(frame, PixelLayout.Rgba32, 7, 8, 9, 255, 10, 11, 12, 255, 1, 2, 3, 255, 4, 5, 6, 255);
        AssertCopy(frame, PixelLayout.Bgra32, 9, 8, 7, 255, 12, 11, 10, 255, 3, 2, 1, 255, 6, 5, 4, 255);
        AssertCopy(frame, PixelLayout.Argb32, 255, 7, 8, 9, 255, 10, 11, 12, 255, 1, 2, 3, 255, 4, 5, 6);
        AssertCopy(new FrameView(gray, 1, 2, PixelLayout.Gray8, stride: 3), PixelLayout.Bgra32, 10, 10, 10, 255, 40, 40, 40, 255);
        Assert.ThrowsExactly<ArgumentException>(() => new FrameView(rgb, 2, 2, PixelLayout.Rgb24).CopyTo(new byte[15], PixelLayout.Rgba32));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new FrameView(rgb, 2, 2, PixelLayout.Rgb24).CopyTo(new byte[99], PixelLayout.Nv12));
    }

    private static void AssertCopy(FrameView frame, PixelLayout layout, params byte[] expected)
    {
        byte[] copy = new byte[expected.Length];
        frame.CopyTo(copy, layout);
        CollectionAssert.AreEqual(expected, copy, layout.ToString());
    }

    [TestMethod]
    public void ReadingAllocatesNothing()
    {
        byte[] pixels = new byte[64 * 64 * 4];
        byte[] rgb = new byte[64 * 64 * 3];
        foreach (PixelLayout layout in Enum.GetValues<PixelLayout>())
        {
            Assert.AreEqual(0, Allocation.Least(() => new FrameView(pixels, 64, 64, layout).CopyTo(rgb)), layout.ToString());
        }
    }

    private static int RowBytes(PixelLayout layout, int width) => layout switch
    {
        PixelLayout.Rgb24 or PixelLayout.Bgr24 => 3 * width,
        PixelLayout.Rgba32 or PixelLayout.Bgra32 or PixelLayout.Argb32 => 4 * width,
        PixelLayout.Yuy2 => (width + 1) / 2 * 4,
        _ => width,
    };

    private static double[] Twin(
        byte[] bytes, int width, int height, PixelLayout layout, int stride, bool bottomUp, YuvRange range, int x, int y)
    {
        int halfHeight = (height + 1) / 2;
        int row = (bottomUp ? height - 1 - y : y) * stride;
        int half = bottomUp ? halfHeight - 1 - (y / 2) : y / 2;
        int planes = height * stride;
        switch (layout)
        {
            case PixelLayout.Rgb24:
                return [bytes[row + (3 * x)], bytes[row + (3 * x) + 1], bytes[row + (3 * x) + 2]];
            case PixelLayout.Bgr24:
                return [bytes[row + (3 * x) + 2], bytes[row + (3 * x) + 1], bytes[row + (3 * x)]];
            case PixelLayout.Rgba32:
                return [bytes[row + (4 * x)], bytes[row + (4 * x) + 1], bytes[row + (4 * x) + 2]];
            case PixelLayout.Bgra32:
                return [bytes[row + (4 * x) + 2], bytes[row + (4 * x) + 1], bytes[row + (4 * x)]];
            case PixelLayout.Argb32:
                return [bytes[row + (4 * x) + 1], bytes[row + (4 * x) + 2], bytes[row + (4 * x) + 3]];
            case PixelLayout.Gray8:
                return [bytes[row + x], bytes[row + x], bytes[row + x]];
            case PixelLayout.Yuy2:
                int pair = row + (x / 2 * 4);
                return Bt601(bytes[row + (2 * x)], bytes[pair + 1], bytes[pair + 3], range);
            case PixelLayout.Nv12:
                int uv = planes + (half * Math.Max(stride, (width + 1) / 2 * 2)) + (x / 2 * 2);
                return Bt601(bytes[row + x], bytes[uv], bytes[uv + 1], range);
            default:
                int step = (stride + 1) / 2;
                return Bt601(
                    bytes[row + x],
                    bytes[planes + (half * step) + (x / 2)],
                    bytes[planes + ((halfHeight + half) * step) + (x / 2)],
                    range);
        }
    }

    private static double[] Bt601(double y, double u, double v, YuvRange range)
    {
        const double kr = 0.299, kb = 0.114, kg = 1 - kr - kb;
        (double luma, double chroma) = range == YuvRange.Full ? (y / 255, 255.0) : ((y - 16) / 219, 224.0);
        double r = luma + (2 * (1 - kr) * (v - 128) / chroma);
        double b = luma + (2 * (1 - kb) * (u - 128) / chroma);
        double g = (luma - (kr * r) - (kb * b)) / kg;
        return [Clamp(r), Clamp(g), Clamp(b)];

        static double Clamp(double value) => Math.Clamp(255 * value, 0, 255);
    }
}
