using System.Text;
using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Faces.Pixels;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Pixels;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Tests.Faces.Cascades;

namespace MmaDfer.Sdk.Tests.Sources.Pixels;

/// <summary>Frames of a camera on its side, or of a mirror image.</summary>
[TestClass]
public sealed class FrameTurnTests
{
    [TestMethod]
    public void EveryLayoutIsTurnedInEveryWay()
    {
        foreach (PixelLayout layout in Enum.GetValues<PixelLayout>())
        {
            foreach ((int width, int height) in new[] { (1, 1), (2, 3), (7, 5), (33, 16), (17, 50) })
            {
                foreach (int gap in new[] { 0, 6, -6 })
                {
                    foreach ((int rotation, bool mirrored) in PlainTurn.All)
                    {
                        FrameView frame = PlainTurn.Noise(layout, width, height, gap) with { Rotation = rotation, Mirrored = mirrored };
                        (byte[] expected, int upWidth, int upHeight) = PlainTurn.Upright(frame);
                        string what = $"{layout} {width} x {height}, gap {gap}, {rotation}, {mirrored}";
                        Assert.AreEqual((upWidth, upHeight), (frame.UprightWidth, frame.UprightHeight), what);
                        byte[] copy = new byte[3 * width * height];
                        frame.CopyTo(copy);
                        CollectionAssert.AreEqual(expected, copy, what);
                    }
                }
            }
        }
    }

    [TestMethod]
    public void ACopyOfEveryLayoutIsUpright()
    {
        foreach (PixelLayout layout in new[] { PixelLayout.Bgr24, PixelLayout.Rgba32, PixelLayout.Bgra32, PixelLayout.Argb32 })
        {
            foreach ((int rotation, bool mirrored) in PlainTurn.All)
            {
                FrameView frame = PlainTurn.Noise(PixelLayout.Yuy2, 19, 37, 2) with { Rotation = rotation, Mirrored = mirrored };
                byte[] copy = new byte[4 * 19 * 37], again = new byte[3 * 19 * 37];
                frame.CopyTo(copy, layout);
                new FrameView(copy, frame.UprightWidth, frame.UprightHeight, layout).CopyTo(again);
                CollectionAssert.AreEqual(PlainTurn.Upright(frame).Rgb, again, $"{layout}, {rotation}, {mirrored}");
            }
        }
    }

    [TestMethod]
    public void PartsAndPlacesAreTurnedWithTheFrame()
    {
        var upright = new UprightFrame();
        var random = new Random(5);
        foreach ((int rotation, bool mirrored) in PlainTurn.All)
        {
            FrameView frame = PlainTurn.Noise(PixelLayout.Bgra32, 41, 23, 0) with { Rotation = rotation, Mirrored = mirrored };
            (byte[] whole, int width, int height) = PlainTurn.Upright(frame);
            for (int i = 0; i < 50; i++)
            {
                int left = random.Next(width), top = random.Next(height);
                var area = new PixelArea(left, top, random.Next(1, width - left + 1), random.Next(1, height - top + 1));
                PixelArea stored = frame.Turn.ToStored(area, 41, 23);
                Assert.AreEqual(area, frame.Turn.Inverse.ToStored(stored, width, height), $"{rotation}, {mirrored}, {area}");
                FrameView part = upright.Of(frame, stored);
                Assert.AreEqual((area.Width, area.Height), (part.Width, part.Height));
                for (int y = 0; y < area.Height; y++)
                {
                    byte[] row = new byte[3 * area.Width];
                    part.ReadRow(y, row);
                    CollectionAssert.AreEqual(whole.AsSpan(3 * ((top + y) * width + left), row.Length).ToArray(), row, $"{rotation}, {mirrored}, {area}");
                }
            }
        }
    }

    [TestMethod]
    public void AClipShowsUprightFrames()
    {
        foreach ((int rotation, bool mirrored) in PlainTurn.All)
        {
            ReadOnlyMemory<byte>[] stored = [.. Enumerable.Range(0, 20).Select(i => (ReadOnlyMemory<byte>)PlainTurn.Noise(PixelLayout.Bgr24, 50, 31, 0, i).Pixels.ToArray())];
            (int Width, int Height) size = default;
            ReadOnlyMemory<byte>[] upright = [.. stored.Select(s =>
            {
                (byte[] rgb, size.Width, size.Height) = PlainTurn.Upright(new FrameView(s.Span, 50, 31, PixelLayout.Bgr24) { Rotation = rotation, Mirrored = mirrored });
                return (ReadOnlyMemory<byte>)rgb;
            })];
            ClipFrames expected = FrameReader.Read(new MemoryFrameSource(upright, size.Width, size.Height), 16, false, default);
            using var source = new MemoryFrameSource(stored, 50, 31, PixelLayout.Bgr24) { Rotation = rotation, Mirrored = mirrored };
            ClipFrames read = FrameReader.Read(source, 16, false, default);
            for (int i = 0; i < expected.Pixels.Length; i++)
                CollectionAssert.AreEqual(expected.Pixels[i], read.Pixels[i], $"{rotation}, {mirrored}, frame {i}");
        }
    }

    [TestMethod]
    public void OnlyQuartersAreTurned()
    {
        foreach (int degrees in new[] { 1, -90, 360, 45, int.MinValue })
        {
            var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => { _ = new FrameView(new byte[3], 1, 1, PixelLayout.Rgb24) { Rotation = degrees }; });
            StringAssert.Contains(error.Message, "must be 0, 90, 180 or 270");
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CameraOptions { Rotation = degrees });
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SourceOptions { Rotation = degrees });
        }
    }

    [TestMethod]
    public void WhatNeedsAnUprightFrameSaysSo()
    {
        byte[] pixels = new byte[4 * 30 * 20];
        Refuses((ref FrameView frame) => frame.ReadRow(0, new byte[90]));
        Refuses((ref FrameView frame) => new BilinearResize(8).Resize(frame, 0, 0, 8, 8, new byte[3 * 64]));
        Refuses((ref FrameView frame) => new GrayRows().Read(frame, 0, 0, new byte[20]));
        using var cascade = new MemoryStream(Encoding.UTF8.GetBytes(new MadeUpCascade(haar: true, 1, 1).Xml()));
        var finder = new CascadeFaceFinder(cascade);
        Refuses((ref FrameView frame) => finder.Find(frame, new FaceBox[4]));

        // These do with any.
        var faces = new FaceBox[1];
        Assert.AreEqual(1, FaceFinder.WholeFrame.Find(new FrameView(pixels, 30, 20, PixelLayout.Bgra32) { Rotation = 90 }, faces));
        Assert.AreEqual(new FaceBox(0, 0, 20, 30), faces[0]);
        var tracker = new FaceTracker(FaceFinder.WholeFrame, new() { Confirmations = 1 });
        Assert.AreEqual(new FaceBox(0, 0, 20, 30), tracker.Update(new FrameView(pixels, 30, 20, PixelLayout.Bgra32) { Rotation = 270 }, default)[0].Box);

        void Refuses(Use use)
        {
            foreach ((int rotation, bool mirrored) in PlainTurn.All.Skip(1))
            {
                var error = Assert.ThrowsExactly<ArgumentException>(() =>
                {
                    var frame = new FrameView(pixels, 30, 20, PixelLayout.Rgba32) { Rotation = rotation, Mirrored = mirrored };
                    use(ref frame);
                });
                StringAssert.Contains(error.Message, $"turned by {rotation} degrees{(mirrored ? " and mirrored" : "")}, but an upright one is needed");
            }
        }
    }

    private delegate void Use(ref FrameView frame);
}
