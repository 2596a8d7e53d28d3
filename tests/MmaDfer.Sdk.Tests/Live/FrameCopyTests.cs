using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Faces.Tracking;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Pixels;

namespace MmaDfer.Sdk.Tests.Live;

[TestClass]
public sealed class FrameCopyTests
{
    [TestMethod]
    public void APartOfAFrameOfAnyLayoutIsCopied()
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
                    Assert.AreEqual(1, FrameCopy.StepFor(frame, part, minRows: 16));
                    copy.Take(frame, part, step: 1);
                    AssertRows(frame, copy, $"{layout} {width} x {height}, stride {stride}");
                }
            }
        }
    }

    [TestMethod]
    public void OfALargeFrameSomeRowsAreCopied()
    {
        var copy = new FrameCopy();
        foreach (PixelLayout layout in Enum.GetValues<PixelLayout>())
        {
            FrameView frame = Picture(layout, 2501, 2003, 0);
            var all = new PixelArea(0, 0, 2501, 2003);
            int step = FrameCopy.StepFor(frame, all, minRows: 16);
            Assert.IsGreaterThan(1, step);
            copy.Take(frame, all, step);
            Assert.IsLessThanOrEqualTo(FrameCopy.MaxBytes * 1.01, FrameGeometry.PackedBytes(copy.View.Width, copy.View.Height, layout));
            // Colours of YUV pictures are those of rows nearby.
            if (layout is not (PixelLayout.Nv12 or PixelLayout.I420))
                AssertRows(frame, copy, $"{layout}");
            Assert.AreEqual(1, FrameCopy.StepFor(frame, all, minRows: 1500));
        }
    }

    [TestMethod]
    public void ColoursOfSkippedRowsKeepTheirPlace()
    {
        // Rows that change slowly: a colour from the wrong place would show.
        foreach (PixelLayout layout in new[] { PixelLayout.Nv12, PixelLayout.I420 })
        {
            byte[] pixels = new byte[FrameGeometry.PackedBytes(4000, 2000, layout)];
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
            copy.Take(frame, new PixelArea(0, 0, 4000, 2000), step: 6);
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

    [TestMethod]
    public void APartHasTheSamePixelsAsTheWholeFrame()
    {
        FrameCopy all = new(), part = new();
        FrameReducer reducedAll = new(), reducedPart = new();
        foreach (PixelLayout layout in Enum.GetValues<PixelLayout>())
        {
            FrameView frame = Picture(layout, 1001, 743, 0);
            foreach (int step in (int[])[1, 2, 3, 5])
            {
                all.Take(frame, new PixelArea(0, 0, 1001, 743), step);
                foreach (FaceBox box in (FaceBox[])[new(301.5f, 207.5f, 222, 199), new(-20, -30, 90, 80), new(880, 640, 300, 300)])
                {
                    part.Take(frame, PixelArea.Around(box, 2 * step, 1001, 743), step);
                    FramePart whole = reducedAll.Reduce(all, 1001, 743), of = reducedPart.Reduce(part, 1001, 743);
                    Assert.IsTrue(whole.IsWhole && !of.IsWhole);
                    Assert.AreEqual((whole.View.Width, whole.View.Height), (of.Width, of.Height));
                    byte[] expected = new byte[3 * of.View.Width], actual = new byte[3 * of.View.Width];
                    for (int y = 0; y < of.View.Height; y++)
                    {
                        whole.View.ReadRow(of.Top + y, of.Left, expected);
                        of.View.ReadRow(y, actual);
                        CollectionAssert.AreEqual(expected, actual, $"{layout}, step {step}, {box}, row {y}");
                    }
                }
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
