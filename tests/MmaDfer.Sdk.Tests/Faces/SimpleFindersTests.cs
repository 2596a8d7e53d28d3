using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Faces;

[TestClass]
public sealed class SimpleFindersTests
{
    [TestMethod]
    public void TheWholeFrameIsAFace()
    {
        var finder = FaceFinder.WholeFrame;
        FaceBox[] faces = new FaceBox[2];
        Assert.AreEqual(1, finder.Find(new FrameView(new byte[12], 4, 3, PixelLayout.Gray8), faces));
        Assert.AreEqual(new FaceBox(0, 0, 4, 3), faces[0]);
        Assert.AreEqual(0, finder.Find(new FrameView(new byte[12], 4, 3, PixelLayout.Gray8), []));
        Assert.AreEqual(0, finder.Find(default, faces));
    }

    [TestMethod]
    public void AFunctionIsAsked()
    {
        var finder = FaceFinder.Create((frame, faces) =>
        {
            faces[0] = new FaceBox(frame.Width, frame.Height, 5, 6);
            return 1;
        });
        FaceBox[] found = new FaceBox[2];
        Assert.AreEqual(1, finder.Find(new FrameView(new byte[12], 4, 3, PixelLayout.Gray8), found));
        Assert.AreEqual(new FaceBox(4, 3, 5, 6), found[0]);
        Assert.ThrowsExactly<ArgumentNullException>(() => FaceFinder.Create(null!));
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(-1)]
    public void AFunctionThatMiscountsIsAMistake(int count)
    {
        var finder = FaceFinder.Create((_, _) => count);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => finder.Find(new FrameView(new byte[12], 4, 3, PixelLayout.Gray8), new FaceBox[2])).Message,
            $"returned {count} faces, but had room for 2");
    }

    [TestMethod]
    public void AFinderThatSearchesOnlyWholeFramesKeepsFacesOfTheRegionAndTheSizes()
    {
        var finder = FaceFinder.Create((_, faces) =>
        {
            FaceBox[] found = [new(0, 0, 40, 40), new(100, 100, 20, 20), new(15, 15, 20, 20), new(20, 20, 4, 4)];
            found.CopyTo(faces);
            return found.Length;
        });
        Assert.IsFalse(finder.CanSearchRegions);
        FaceBox[] kept = new FaceBox[8];
        int count = finder.Find(new FrameView(new byte[1], 1, 1, PixelLayout.Gray8), new FaceBox(10, 10, 50, 50), 10, 30, kept);
        Assert.AreEqual(1, count);
        Assert.AreEqual(new FaceBox(15, 15, 20, 20), kept[0]);
    }
}
