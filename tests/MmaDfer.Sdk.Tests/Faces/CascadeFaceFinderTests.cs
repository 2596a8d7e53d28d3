using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Faces;

[TestClass]
public sealed class CascadeFaceFinderTests
{
    [TestMethod]
    public void FindsTheSameFacesAsOpenCv()
    {
        int checkedCount = 0;
        foreach (var group in FacePhotographs.Expected().GroupBy(e => e.Photograph))
        {
            (byte[] rgb, int width, int height) = FacePhotographs.Load(group.Key);
            foreach ((string photograph, string cascade, int neighbours, int minimum, int[][] boxes) in group)
            {
                var finder = new CascadeFaceFinder(
                    FacePhotographs.Cascade(cascade), new() { MinNeighbors = neighbours, MinSize = minimum, MinShare = 0, BoxScale = 1 });
                FaceBox[] faces = new FaceBox[20];
                int count = finder.Find(new FrameView(rgb, width, height, PixelLayout.Rgb24), faces);
                string found = $"{photograph} {cascade} {neighbours} {minimum}: {string.Join(' ', faces[..count])}";
                Assert.AreEqual(boxes.Length, count, found);
                foreach (int[] box in boxes)
                    Assert.IsTrue(faces[..count].Any(f => f.Overlap(Box(box)) >= 0.7f), $"{string.Join(',', box)} is missing: {found}");
                Assert.IsTrue(faces[..count].Zip(faces[1..count]).All(p => p.First.Area >= p.Second.Area), $"largest first: {found}");
                checkedCount++;
            }
        }
        Assert.AreEqual(8, checkedCount);
    }

    [TestMethod]
    public void TheDefaultsFindThreeUprightFacesAndThePortrait()
    {
        foreach ((string photograph, int expected) in new[] { ("family", 3), ("portrait", 1) })
        {
            (byte[] rgb, int width, int height) = FacePhotographs.Load(photograph);
            var finder = new CascadeFaceFinder(FacePhotographs.Cascade(FacePhotographs.Haar));
            Assert.AreEqual(expected, finder.Find(new FrameView(rgb, width, height, PixelLayout.Rgb24), new FaceBox[20]));
        }
    }

    [TestMethod]
    public void CapacityAndSizesLimitTheResults()
    {
        (byte[] rgb, int width, int height) = FacePhotographs.Load("family");
        FaceBox[] all = Find(new() { BoxScale = 1 });
        Assert.HasCount(3, all);
        CollectionAssert.AreEqual(all[..2], Find(new() { BoxScale = 1 }, room: 2));
        Assert.IsEmpty(Find(new(), room: 0));
        // The three are 79, 74 and 71 pixels large, 95, 89 and 85 with the forehead; the picture's shorter side is 427.
        Assert.IsEmpty(Find(new() { MinSize = 144 }));
        Assert.IsEmpty(Find(new() { MinShare = 0.36 }));
        Assert.IsEmpty(Find(new() { MaxSize = 60 }));
        Assert.IsEmpty(Find(new() { MaxShare = 0.12 }));
        Assert.HasCount(3, Find(new() { MinSize = 80, MaxSize = 100 }));
        // Sizes are those of the boxes that are returned.
        Assert.HasCount(3, Find(new() { MaxSize = 85, BoxScale = 1 }));
        Assert.IsEmpty(Find(new() { MaxSize = 85, BoxScale = 1.5f }));
        FaceBox[] grown = Find(new() { BoxScale = 1.5f });
        CollectionAssert.AreEqual(all.Select(f => f.Scale(1.5f)).ToArray(), grown);

        FaceBox[] Find(CascadeFaceFinderOptions options, int room = 20)
        {
            FaceBox[] faces = new FaceBox[room];
            return faces[..new CascadeFaceFinder(FacePhotographs.Cascade(FacePhotographs.Haar), options)
                .Find(new FrameView(rgb, width, height, PixelLayout.Rgb24), faces)];
        }
    }

    [TestMethod]
    public void PartOfAFrameIsSearched()
    {
        (byte[] rgb, int width, int height) = FacePhotographs.Load("family");
        var frame = new FrameView(rgb, width, height, PixelLayout.Rgb24);
        var finder = new CascadeFaceFinder(FacePhotographs.Cascade(FacePhotographs.Haar));
        FaceBox[] all = new FaceBox[4], faces = new FaceBox[4];
        Assert.AreEqual(3, finder.Find(frame, all));
        foreach (FaceBox face in all[..3])
        {
            int count = finder.Find(frame, face.Scale(1.8f), 0.7f * face.Width, 1.4f * face.Width, faces);
            Assert.IsTrue(faces[..count].Any(f => f.Overlap(face) > 0.7f), $"{face}: {string.Join(' ', faces[..count])}");
            Assert.AreEqual(0, finder.Find(frame, face.Scale(1.8f), 1.5f * face.Width, 3 * face.Width, faces));
        }
        // All of it is the picture itself; beyond it, in nothing and at the wrong place there is no face.
        Assert.AreEqual(3, finder.Find(frame, new FaceBox(-50, -9, 9000, 8000), 0, float.PositiveInfinity, faces));
        CollectionAssert.AreEqual(all, faces);
        foreach (FaceBox nowhere in new FaceBox[]
            { new(700, 10, 100, 100), new(-100, 10, 90, 90), new(10, 10, 0, 0), new(10, 10, -50, 50), new(float.NaN, 0, 200, 200), new(0, 300, 200, 127) })
        {
            Assert.AreEqual(0, finder.Find(frame, nowhere, 0, float.PositiveInfinity, faces), $"{nowhere}");
        }
    }

    [TestMethod]
    public void EveryLayoutGivesTheSameFaces()
    {
        (byte[] rgb, int width, int height) = FacePhotographs.Load("family");
        byte[] bgra = new byte[4 * width * height], upsideDown = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++)
            (bgra[4 * i], bgra[(4 * i) + 1], bgra[(4 * i) + 2]) = (rgb[(3 * i) + 2], rgb[(3 * i) + 1], rgb[3 * i]);
        for (int y = 0; y < height; y++)
            rgb.AsSpan(3 * width * y, 3 * width).CopyTo(upsideDown.AsSpan(3 * width * (height - 1 - y)));
        var finder = new CascadeFaceFinder(FacePhotographs.Cascade(FacePhotographs.Lbp));
        FaceBox[] expected = new FaceBox[4], faces = new FaceBox[4];
        Assert.AreEqual(3, finder.Find(new FrameView(rgb, width, height, PixelLayout.Rgb24), expected));
        Assert.AreEqual(3, finder.Find(new FrameView(bgra, width, height, PixelLayout.Bgra32), faces));
        CollectionAssert.AreEqual(expected, faces);
        Assert.AreEqual(3, finder.Find(new FrameView(upsideDown, width, height, PixelLayout.Rgb24, -3 * width), faces));
        CollectionAssert.AreEqual(expected, faces);
    }

    [TestMethod]
    [DataRow(FacePhotographs.Haar)]
    [DataRow(FacePhotographs.Lbp)]
    public void SizesSeenBeforeAllocateNothing(string cascade)
    {
        (byte[] rgb, int width, int height) = FacePhotographs.Load("family");
        var finder = new CascadeFaceFinder(FacePhotographs.Cascade(cascade), new() { MinSize = 40, MinShare = 0 });
        FaceBox[] faces = new FaceBox[8];
        Assert.AreEqual(0, Allocation.Least(Run));

        void Run()
        {
            var frame = new FrameView(rgb, width, height, PixelLayout.Rgb24);
            finder.Find(frame, faces);
            finder.Find(frame, new FaceBox(100, 20, 200, 200), 30, 90, faces);
            finder.Find(new FrameView(rgb, width, height / 2, PixelLayout.Rgb24), faces);
        }
    }

    [TestMethod]
    public void FramesSmallerThanTheWindowHaveNoFaces()
    {
        var finder = new CascadeFaceFinder(FacePhotographs.Cascade(FacePhotographs.Haar), new() { MinShare = 0 });
        FaceBox[] faces = new FaceBox[4];
        Assert.AreEqual(0, finder.Find(default, faces));
        foreach ((int width, int height) in new[] { (1, 1), (19, 40), (40, 19), (20, 20), (21, 20) })
            Assert.AreEqual(0, finder.Find(new FrameView(new byte[width * height], width, height, PixelLayout.Gray8), faces));
    }

    [TestMethod]
    public void FramesTooLargeAreRefused()
    {
        var finder = new CascadeFaceFinder(FacePhotographs.Cascade(FacePhotographs.Haar));
        byte[] bytes = new byte[8193 * 8193];
        StringAssert.Contains(
            Assert.ThrowsExactly<MediaException>(() => finder.Find(new FrameView(bytes, 8193, 8193, PixelLayout.Gray8), new FaceBox[1])).Message,
            "8193 x 8193 pixels is too large");
        // Part of it is small enough, and the finder still works.
        Assert.AreEqual(0, finder.Find(new FrameView(bytes, 8193, 8193, PixelLayout.Gray8), new FaceBox(0, 0, 900, 900), 0, 1e9f, new FaceBox[1]));
    }

    [TestMethod]
    public void ImpossibleOptionsAreRefused()
    {
        foreach (Action wrong in (Action[])[
            () => _ = new CascadeFaceFinderOptions { ScaleFactor = 1 },
            () => _ = new CascadeFaceFinderOptions { ScaleFactor = double.NaN },
            () => _ = new CascadeFaceFinderOptions { MinNeighbors = -1 },
            () => _ = new CascadeFaceFinderOptions { MinSize = -1 },
            () => _ = new CascadeFaceFinderOptions { MaxSize = 0 },
            () => _ = new CascadeFaceFinderOptions { MinShare = 1.5 },
            () => _ = new CascadeFaceFinderOptions { MaxShare = -0.1 },
            () => _ = new CascadeFaceFinderOptions { MaxShare = 10.1 },
            () => _ = new CascadeFaceFinderOptions { BoxScale = 0 }])
        {
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(wrong);
        }
    }

    private static FaceBox Box(int[] box) => new(box[0], box[1], box[2], box[3]);
}
