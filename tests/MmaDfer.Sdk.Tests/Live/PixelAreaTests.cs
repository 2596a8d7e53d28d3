using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Live;

namespace MmaDfer.Sdk.Tests.Live;

[TestClass]
public sealed class PixelAreaTests
{
    [TestMethod]
    public void TheShorterSideIsWidenedOnBothEnds()
    {
        Assert.AreEqual(new PixelArea(100, 50, 80, 80), PixelArea.Square(new FaceBox(110, 50, 60, 80), 640, 480));
        Assert.AreEqual(new PixelArea(100, 50, 80, 80), PixelArea.Square(new FaceBox(100, 65, 80, 50), 640, 480));
        Assert.AreEqual(new PixelArea(10, 20, 30, 30), PixelArea.Square(new FaceBox(10.4f, 19.6f, 30.1f, 29.9f), 640, 480));
    }

    [TestMethod]
    public void ItIsCutAtThePicture()
    {
        Assert.AreEqual(new PixelArea(0, 0, 90, 60), PixelArea.Square(new FaceBox(-10, -40, 100, 100), 640, 480));
        Assert.AreEqual(new PixelArea(600, 440, 40, 40), PixelArea.Square(new FaceBox(600, 440, 100, 100), 640, 480));
        Assert.AreEqual(new PixelArea(0, 0, 640, 480), PixelArea.Square(new FaceBox(-1e30f, -1e30f, float.MaxValue, float.MaxValue), 640, 480));
    }

    [TestMethod]
    public void WhatIsNoBoxInThePictureIsEmpty()
    {
        foreach (FaceBox box in new FaceBox[]
        {
            default, new(10, 10, 0, 5), new(10, 10, -5, 5), new(float.NaN, 10, 5, 5), new(10, float.PositiveInfinity, 5, 5),
            new(10, 10, float.NaN, 5), new(700, 10, 50, 50), new(10, -90, 50, 50),
        })
        {
            Assert.IsTrue(PixelArea.Square(box, 640, 480).IsEmpty, $"{box}");
        }
    }

    [TestMethod]
    public void AMarginStaysInThePictureAndHasEvenEdges()
    {
        Assert.AreEqual(new PixelArea(74, 24, 152, 152), new PixelArea(100, 50, 101, 101).Widened(0.25, 640, 480));
        Assert.AreEqual(new PixelArea(0, 0, 13, 9), new PixelArea(1, 1, 12, 8).Widened(0.25, 13, 9));
        Assert.AreEqual(new PixelArea(2, 4, 6, 4), new PixelArea(3, 5, 4, 3).Widened(0, 100, 100));
    }

    [TestMethod]
    public void AnOverlapMayBeNone()
    {
        Assert.AreEqual(new PixelArea(5, 5, 5, 5), new PixelArea(0, 0, 10, 10).Intersect(new PixelArea(5, 5, 10, 10)));
        Assert.IsTrue(new PixelArea(0, 0, 5, 5).Intersect(new PixelArea(5, 0, 5, 5)).IsEmpty);
    }
}
