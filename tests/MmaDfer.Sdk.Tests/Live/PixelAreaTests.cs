using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Sources.Pixels;

namespace MmaDfer.Sdk.Tests.Live;

[TestClass]
public sealed class PixelAreaTests
{
    [TestMethod]
    public void TheAreaOfAFaceIsItsCrop()
    {
        foreach (FaceBox box in new FaceBox[] { new(110, 50, 60, 80), new(-10, -40, 100, 100), new(600, 440, 100, 90) })
        {
            FaceCrop crop = FaceCrop.Around(box, 640, 480);
            Assert.AreEqual(new PixelArea(crop.X, crop.Y, crop.Width, crop.Height), PixelArea.Of(box, 640, 480));
        }
    }

    [TestMethod]
    public void ABoxOutsideOfTheFrameIsEmpty()
    {
        foreach (FaceBox box in new FaceBox[]
        {
            default, new(10, 10, 0, 5), new(10, 10, -5, 5), new(float.NaN, 10, 5, 5), new(10, float.PositiveInfinity, 5, 5),
            new(10, 10, float.NaN, 5), new(700, 10, 50, 50), new(10, -90, 50, 50),
        })
        {
            Assert.IsTrue(PixelArea.Of(box, 640, 480).IsEmpty, $"{box}");
        }
    }

    [TestMethod]
    public void AMarginStaysInTheFrameAndHasEvenEdges()
    {
        Assert.AreEqual(new PixelArea(74, 24, 152, 152), new PixelArea(100, 50, 101, 101).Widened(0.25, 640, 480));
        Assert.AreEqual(new PixelArea(0, 0, 13, 9), new PixelArea(1, 1, 12, 8).Widened(0.25, 13, 9));
        Assert.AreEqual(new PixelArea(2, 4, 6, 4), new PixelArea(3, 5, 4, 3).Widened(0, 100, 100));
    }

    [TestMethod]
    public void AnIntersectionMayBeEmpty()
    {
        Assert.AreEqual(new PixelArea(5, 5, 5, 5), new PixelArea(0, 0, 10, 10).Intersect(new PixelArea(5, 5, 10, 10)));
        Assert.IsTrue(new PixelArea(0, 0, 5, 5).Intersect(new PixelArea(5, 0, 5, 5)).IsEmpty);
    }
}
