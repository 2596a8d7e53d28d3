using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Pixels;

namespace MmaDfer.Sdk.Tests.Live;

[TestClass]
public sealed class FrameCopyTests
{
    [TestMethod]
    public void APartOfAPictureOfAnyLayoutIsThatPart()
    {
        var copy = new FrameCopy();
        foreach (PixelLayout layout in Enum.GetValues<PixelLayout>())
        {
            foreach ((int width, int height) in new[] { (64, 48), (63, 47), (2, 2), (1, 1) })
            {
                foreach (int stride in new[] { 0, 300, -300 })
                {
                    FrameView frame = Picture(layout, width, height, stride);
                    PixelArea part = new PixelArea(width / 3, height / 4, Math.Max(1, width / 2), Math.Max(1, height / 2)).Widened(0, width, height);
                    copy.Take(frame, part, minRows: 16);
                    Assert.AreEqual(1, copy.Step);
                    AssertRows(frame, copy, $"{layout} {width} x {height}, stride {stride}");
                }
            }
        }
    }

    [TestMethod]
    public void OfALargePictureSomeRowsAreCopied()
    {
        var copy = new FrameCopy();
        foreach (PixelLayout layout in Enum.GetValues<PixelLayout>())
        {
            FrameView frame = Picture(layout, 2501, 2003, 0);
            copy.Take(frame, new PixelArea(0, 0, 2501, 2003), minRows: 16);
            Assert.IsGreaterThan(1, copy.Step);
            Assert.IsLessThanOrEqualTo(FrameCopy.MaxBytes * 1.01, PictureGeometry.PackedBytes(copy.View.Width, copy.View.Height, layout));
            // Colours of YUV pictures are those of rows nearby.
            if (layout is not (PixelLayout.Nv12 or PixelLayout.I420))
                AssertRows(frame, copy, $"{layout}");
            copy.Take(frame, new PixelArea(0, 0, 2501, 2003), minRows: 1500);
            Assert.AreEqual(1, copy.Step);
        }
    }

    [TestMethod]
    public void ColoursOfSkippedRowsStayInTheirPlace()
    {
        // Rows that change slowly: a colour from the wrong place would show.
        foreach (PixelLayout layout in new[] { PixelLayout.Nv12, PixelLayout.I420 })
        {
            byte[] pixels = new byte[PictureGeometry.PackedBytes(4000, 2000, layout)];
            var geometry = new FrameView(pixels, 4000, 2000, layout).Geometry;
            for (int y = 0; y < 2000; y++)
                pixels.AsSpan(geometry.Row(y), 4000).Fill((byte)(y / 10));
            for (int plane = 0; plane < (layout == PixelLayout.I420 ? 2 : 1); plane++)
            {
                for (int y = 0; y < 2000; y += 2)
                    pixels.AsSpan(geometry.ChromaRow(y, plane), layout == PixelLayout.I420 ? 2000 : 4000).Fill((byte)(y / 10));
            }
            var frame = new FrameView(pixels, 4000, 2000, layout);
            var copy = new FrameCopy();
            copy.Take(frame, new PixelArea(0, 0, 4000, 2000), minRows: 16);
            byte[] expected = new byte[3], actual = new byte[3];
            for (int y = 0; y < copy.View.Height; y++)
            {
                frame.ReadRow(y * copy.Step, 7, expected);
                copy.View.ReadRow(y, 7, actual);
                for (int i = 0; i < 3; i++)
                    Assert.AreEqual(expected[i], actual[i], 3, $"{layout} row {y}");
            }
        }
    }

    private static void AssertRows(FrameView frame, FrameCopy copy, string what)
    {
        byte[] expected = new byte[3 * copy.Area.Width], actual = new byte[3 * copy.Area.Width];
        Assert.AreEqual((copy.Area.Height + copy.Step - 1) / copy.Step, copy.View.Height, what);
        for (int y = 0; y < copy.View.Height; y++)
        {
            frame.ReadRow(copy.Area.Top + y * copy.Step, copy.Area.Left, expected);
            copy.View.ReadRow(y, actual);
            CollectionAssert.AreEqual(expected, actual, $"{what}, row {y}");
        }
    }

    private static FrameView Picture(PixelLayout layout, int width, int height, int stride)
    {
        byte[] pixels = new byte[5 * Math.Max(Math.Abs(stride), 4 * width) * height];
        new Random(1).NextBytes(pixels);
        return new FrameView(pixels, width, height, layout, stride);
    }
}
