using System.Numerics;
using MmaDfer.Samples.Stage.Drawing;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Tests.Stage;

[TestClass]
public sealed class CanvasTests
{
    private readonly Canvas _canvas = new(60, 40);

    [TestMethod]
    public void ABoxCoversOnlyItsPixels()
    {
        _canvas.Clear(0, 0);
        _canvas.Box(10, 5, 20, 10, 0xFF8000);
        Rgb image = Paint();
        Assert.AreEqual((255, 128, 0), image[10, 5]);
        Assert.AreEqual((255, 128, 0), image[29, 14]);
        Assert.AreEqual((0, 0, 0), image[9, 5]);
        Assert.AreEqual((0, 0, 0), image[30, 14]);
        Assert.AreEqual((0, 0, 0), image[10, 15]);
    }

    [TestMethod]
    public void HalfACoveredPixelHasHalfTheColour()
    {
        _canvas.Clear(0, 0);
        _canvas.Box(10.5f, 5, 20, 10, 0xFFFFFF);
        Assert.AreEqual(128, Paint()[10, 8].Red, 1);
    }

    [TestMethod]
    public void CornersAreRoundedAndCirclesAreRound()
    {
        _canvas.Clear(0, 0);
        _canvas.Box(0, 0, 30, 30, 0xFFFFFF, radius: 10);
        Assert.AreEqual(0, Paint()[1, 1].Red);
        Assert.AreEqual(255, Paint()[4, 4].Red);
        _canvas.Clear(0, 0);
        _canvas.Circle(20, 20, 10, 0xFFFFFF);
        double area = 0;
        Rgb image = Paint();
        for (int y = 0; y < 40; y++)
        {
            for (int x = 0; x < 60; x++)
                area += image[x, y].Red / 255.0;
        }
        Assert.AreEqual(Math.PI * 100, area, 3);
    }

    [TestMethod]
    public void ColoursBlendFromTopToBottomAndByTheirAlpha()
    {
        _canvas.Clear(0x000000, 0xC8C8C8);
        Assert.AreEqual(0, Paint()[5, 0].Red, 4);
        Assert.AreEqual(100, Paint()[5, 20].Red, 4);
        Assert.AreEqual(200, Paint()[5, 39].Red, 4);
        _canvas.Clear(0, 0);
        _canvas.Box(0, 0, 60, 40, new Colour(1, 1, 1, 0.25f));
        Assert.AreEqual(64, Paint()[30, 20].Red, 1);
    }

    [TestMethod]
    public void NothingIsPaintedOutsideOfAClip()
    {
        _canvas.Clear(0, 0);
        _canvas.Clip(20, 10, 10, 10);
        _canvas.Circle(25, 15, 30, 0xFFFFFF);
        _canvas.Unclip();
        Rgb image = Paint();
        Assert.AreEqual((255, 0, 0), (image[20, 10].Red, image[19, 15].Red, image[25, 20].Red));
    }

    [TestMethod]
    public void LinesHaveTheirThicknessInAllDirections()
    {
        foreach (Vector2 to in (Vector2[])[new(50, 20), new(30, 35), new(44, 34)])
        {
            _canvas.Clear(0, 0);
            _canvas.Line(new(30, 20), to, 4, 0xFFFFFF);
            double area = 0;
            Rgb image = Paint();
            for (int y = 0; y < 40; y++)
            {
                for (int x = 0; x < 60; x++)
                    area += image[x, y].Red / 255.0;
            }
            Assert.AreEqual((4 * Vector2.Distance(new(30, 20), to)) + (Math.PI * 4), area, 2.5, to.ToString());
        }
    }

    [TestMethod]
    public void ImagesAreShownInTheirPlace()
    {
        byte[] pixels = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255];
        var frame = new CanvasImage();
        frame.Show(new FrameView(pixels, 2, 2, PixelLayout.Rgb24));
        _canvas.Clear(0, 0);
        _canvas.Image(frame, 10, 10, 20, 20);
        Rgb image = Paint();
        Assert.AreEqual((255, 0, 0), image[12, 12]);
        Assert.AreEqual((0, 255, 0), image[28, 12]);
        Assert.AreEqual((0, 0, 255), image[12, 28]);
        Assert.AreEqual((255, 255, 255), image[28, 28]);
    }

    [TestMethod]
    public void OtherLayoutsOfCamerasAreShown()
    {
        // Grey, and the 75 % blue of colour bars.
        byte[] yuv = [180, 180, 180, 180, 128, 128];
        var frame = new CanvasImage();
        frame.Show(new FrameView(yuv, 2, 2, PixelLayout.I420));
        _canvas.Clear(0, 0);
        _canvas.Image(frame, 0, 0, 40, 40);
        Assert.AreEqual(190, Paint()[20, 20].Red, 2);
        (yuv[4], yuv[5]) = (212, 114);
        Array.Fill(yuv, (byte)35, 0, 4);
        frame.Show(new FrameView(yuv, 2, 2, PixelLayout.I420));
        (int red, int green, int blue) = Paint()[20, 20];
        Assert.AreEqual(191, blue, 6);
        Assert.IsLessThan(10, red + green);
        frame.Show(new FrameView([.. Enumerable.Repeat<byte[]>([200, 100, 50, 0], 4).SelectMany(p => p)], 2, 2, PixelLayout.Bgra32));
        (red, green, blue) = Paint()[20, 20];
        Assert.AreEqual((50, 100, 200), (red, green, blue));
    }

    [TestMethod]
    public void TextHasItsReportedWidthAndLettersDiffer()
    {
        const string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:-+%/()!?=_<>°·→×";
        var seen = new Dictionary<string, char>();
        foreach (char letter in letters)
        {
            _canvas.Clear(0, 0);
            float width = _canvas.Text(20, 28, 20, [letter], 0xFFFFFF);
            Assert.IsInRange(0, 20, width);
            string image = Convert.ToBase64String(Paint().Bytes);
            Assert.IsTrue(seen.TryAdd(image, letter), $"{letter} looks like {seen.GetValueOrDefault(image)}");
        }
        _canvas.Clear(0, 0);
        _canvas.Text(20, 28, 20, "語", 0xFFFFFF);
        Assert.IsGreaterThan(0, Paint().Bytes.Count(b => b > 0), "a box for an unknown character");
    }

    private Rgb Paint()
    {
        var painter = new SoftwarePainter(60, 40);
        painter.Paint(_canvas);
        return new Rgb(painter.ToRgb(), 60);
    }

    private sealed record Rgb(byte[] Bytes, int Width)
    {
        public (int Red, int Green, int Blue) this[int x, int y] =>
            (Bytes[3 * ((y * Width) + x)], Bytes[(3 * ((y * Width) + x)) + 1], Bytes[(3 * ((y * Width) + x)) + 2]);
    }
}
