using MmaDfer.Sdk.Faces;

namespace MmaDfer.Sdk.Tests.Faces;

[TestClass]
public sealed class FaceBoxTests
{
    [TestMethod]
    public void OverlapIsTheCommonPartOfTheWhole()
    {
        var box = new FaceBox(10, 20, 40, 20);
        Assert.AreEqual(1f, box.Overlap(box));
        Assert.AreEqual(0f, box.Overlap(new FaceBox(50, 20, 40, 20)));
        Assert.AreEqual(0f, box.Overlap(new FaceBox(10, 45, 40, 20)));
        Assert.AreEqual(0f, box.Overlap(new FaceBox(float.NaN, 20, 40, 20)));
        Assert.AreEqual(200f / 1400, box.Overlap(new FaceBox(30, 30, 40, 20)), 1e-6f);
        Assert.AreEqual(0.25f, box.Overlap(box.Scale(2)), 1e-6f);
    }

    [TestMethod]
    public void ScalingKeepsTheCentre()
    {
        FaceBox scaled = new FaceBox(10, 20, 40, 20).Scale(1.5f);
        Assert.AreEqual(new FaceBox(0, 15, 60, 30), scaled);
        Assert.AreEqual((30f, 30f), (scaled.CenterX, scaled.CenterY));
    }

    [TestMethod]
    public void NonsenseIsNotValid()
    {
        Assert.IsTrue(new FaceBox(-10, -10, 1, 1).IsValid);
        Assert.IsFalse(new FaceBox(0, 0, 0, 5).IsValid);
        Assert.IsFalse(new FaceBox(0, 0, 5, -1).IsValid);
        Assert.IsFalse(new FaceBox(float.NaN, 0, 5, 5).IsValid);
        Assert.IsFalse(new FaceBox(0, 0, float.PositiveInfinity, 5).IsValid);
        Assert.IsFalse(new FaceBox(float.NegativeInfinity, 0, float.PositiveInfinity, 5).IsValid);
    }
}
