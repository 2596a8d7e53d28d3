using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Faces;

[TestClass]
public sealed class FaceCropTests
{
    [TestMethod]
    // A square stays.
    [DataRow(100f, 60f, 50f, 50f, 100, 60, 50, 50)]
    // The shorter side grows by half the difference on both ends; an odd one is left at the end.
    [DataRow(100f, 60f, 30f, 50f, 90, 60, 50, 50)]
    [DataRow(100f, 60f, 50f, 30f, 100, 50, 50, 50)]
    [DataRow(100f, 60f, 47f, 50f, 99, 60, 49, 50)]
    // Edges are rounded, half way to even.
    [DataRow(10.5f, 11.5f, 20f, 20f, 10, 12, 20, 20)]
    [DataRow(10.6f, 10.4f, 19.9f, 20.1f, 11, 10, 19, 20)]
    // Cut at 0 before it is widened, at the other edges afterwards.
    [DataRow(-20f, 10f, 60f, 60f, 0, 10, 50, 60)]
    [DataRow(280f, 10f, 60f, 60f, 280, 10, 40, 60)]
    [DataRow(290f, 150f, 40f, 20f, 290, 140, 30, 40)]
    [DataRow(5f, 50f, 20f, 60f, 0, 50, 45, 60)]
    [DataRow(-50f, -50f, 1000f, 1000f, 0, 0, 320, 200)]
    // Without a face, the square in the middle.
    [DataRow(400f, 10f, 60f, 60f, 110, 50, 100, 100)]
    [DataRow(-80f, 10f, 60f, 60f, 110, 50, 100, 100)]
    [DataRow(10f, 10f, 0f, 60f, 110, 50, 100, 100)]
    [DataRow(10f, 10f, 0.3f, 60f, 110, 50, 100, 100)]
    [DataRow(float.NaN, 10f, 60f, 60f, 110, 50, 100, 100)]
    [DataRow(0f, 10f, float.PositiveInfinity, 60f, 110, 50, 100, 100)]
    public void ABoxBecomesTheRectangleOfTheRule(float x, float y, float width, float height, int left, int top, int cropWidth, int cropHeight)
    {
        Assert.AreEqual(new FaceCrop(left, top, cropWidth, cropHeight), FaceCrop.Around(new FaceBox(x, y, width, height), 320, 200));
    }

    [TestMethod]
    public void SeveralFacesAreTakenTogether()
    {
        FaceBox[] faces = [new(100, 50, 20, 30), new(float.NaN, 0, 1, 1), new(160, 60, 20, 20), new(900, 0, 10, 10)];
        Assert.AreEqual(new FaceCrop(100, 25, 80, 80), FaceCrop.Around(faces, 320, 200));
        Assert.AreEqual(FaceCrop.Central(320, 200), FaceCrop.Around([], 320, 200));
    }

    [TestMethod]
    public void NoBoxLeavesTheFrame()
    {
        var random = new Random(5);
        for (int i = 0; i < 20_000; i++)
        {
            int width = random.Next(1, 300), height = random.Next(1, 300);
            var face = new FaceBox(Any(), Any(), Any(), Any());
            FaceCrop crop = FaceCrop.Around(face, width, height);
            Assert.IsTrue(
                crop.X >= 0 && crop.Y >= 0 && crop.Width >= 1 && crop.Height >= 1 && crop.X + crop.Width <= width && crop.Y + crop.Height <= height,
                $"{face} in {width} x {height}: {crop}");
        }

        float Any() => random.Next(10) switch
        {
            0 => float.MaxValue,
            1 => float.MinValue,
            2 => 1e12f * (random.NextSingle() - 0.5f),
            _ => (random.NextSingle() * 600) - 200,
        };
    }

    [TestMethod]
    [DataRow(1, 1, 0, 0, 1)]
    [DataRow(7, 3, 3, 1, 1)]
    [DataRow(640, 480, 200, 120, 240)]
    public void TheMiddleHasHalfTheShorterSide(int width, int height, int x, int y, int side) =>
        Assert.AreEqual(new FaceCrop(x, y, side, side), FaceCrop.Central(width, height));

    [TestMethod]
    public void FramesWithoutPixelsAreRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => FaceCrop.Central(0, 5));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => FaceCrop.Around(new FaceBox(0, 0, 1, 1), 5, -1));
    }

    [TestMethod]
    public void CuttingIsResizingTheRectangle()
    {
        byte[] bytes = new byte[4 * 90 * 60];
        new Random(2).NextBytes(bytes);
        var frame = new FrameView(bytes, 90, 60, PixelLayout.Bgra32);
        var resize = new BilinearResize(32);
        byte[] expected = new byte[resize.TargetBytes], actual = new byte[resize.TargetBytes];
        new BilinearResize(32).Resize(frame, 20, 11, 40, 40, expected);
        FaceCrop crop = FaceCrop.Around(new FaceBox(25, 11, 30, 40), 90, 60);
        crop.Cut(frame, resize, actual);
        CollectionAssert.AreEqual(expected, actual);

        Assert.AreEqual(0, Allocation.Least(() =>
            FaceCrop.Around(new FaceBox(25, 11, 30, 40), 90, 60).Cut(new FrameView(bytes, 90, 60, PixelLayout.Bgra32), resize, actual)));
    }
}
