using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Faces;

[TestClass]
public sealed class SimpleFindersTests
{
    [TestMethod]
    public void TheWholePictureIsAFace()
    {
        var finder = new WholeFrameFaceFinder();
        FaceBox[] faces = new FaceBox[2];
        Assert.AreEqual(1, finder.Find(new FrameView(new byte[12], 4, 3, PixelLayout.Gray8), faces));
        Assert.AreEqual(new FaceBox(0, 0, 4, 3), faces[0]);
        Assert.AreEqual(0, finder.Find(new FrameView(new byte[12], 4, 3, PixelLayout.Gray8), []));
        Assert.AreEqual(0, finder.Find(default, faces));
    }

    [TestMethod]
    public void AFunctionIsAsked()
    {
        var finder = new DelegateFaceFinder((frame, faces) =>
        {
            faces[0] = new FaceBox(frame.Width, frame.Height, 5, 6);
            return 1;
        });
        FaceBox[] found = new FaceBox[2];
        Assert.AreEqual(1, finder.Find(new FrameView(new byte[12], 4, 3, PixelLayout.Gray8), found));
        Assert.AreEqual(new FaceBox(4, 3, 5, 6), found[0]);
        Assert.ThrowsExactly<ArgumentNullException>(() => new DelegateFaceFinder(null!));
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(-1)]
    public void AFunctionThatMiscountsIsAMistake(int count)
    {
        var finder = new DelegateFaceFinder((_, _) => count);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => finder.Find(new FrameView(new byte[12], 4, 3, PixelLayout.Gray8), new FaceBox[2])).Message,
            $"returned {count} faces, but had room for 2");
    }
}
