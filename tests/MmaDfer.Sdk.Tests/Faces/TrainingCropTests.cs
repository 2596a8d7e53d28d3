using System.Numerics;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Faces;

/// <summary>Whatever finds the face, the network sees the same part of the frame.</summary>
[TestClass]
public sealed class TrainingCropTests
{
    /// <summary>From the hairline to the chin of the portrait, drawn by hand.</summary>
    private static readonly FaceBox s_drawn = new(335, 190, 160, 200);

    /// <summary>All face models at hand, by name.</summary>
    private static IEnumerable<(string Name, string Path)> Models()
    {
        foreach (string network in (string[])[FaceModels.BlazeFace, FaceModels.YuNetN, FaceModels.YuNetS])
            yield return (network, FaceModels.Path(network));
        yield return (FacePhotographs.Haar, FacePhotographs.Cascade(FacePhotographs.Haar));
        yield return (FacePhotographs.Lbp, FacePhotographs.Cascade(FacePhotographs.Lbp));
    }

    [TestMethod]
    public void TheCropsOfAllFindersAreTheSame()
    {
        (byte[] rgb, int width, int height) = FacePhotographs.Load("portrait");
        var frame = new FrameView(rgb, width, height, PixelLayout.Rgb24);
        var crops = new List<(string Name, FaceBox Crop)>();
        foreach ((string name, string path) in Models())
        {
            FaceBox[] faces = new FaceBox[4];
            Assert.AreEqual(1, FaceFinder.Open(path).Find(frame, faces), name);
            FaceBox crop = faces[0].GetCrop(width, height);
            Console.WriteLine($"{name}: {faces[0]}, crop {crop}, with the drawn one {crop.Overlap(s_drawn.GetCrop(width, height)):0.00}");
            Assert.IsGreaterThanOrEqualTo(0.78f, crop.Overlap(s_drawn.GetCrop(width, height)), name);
            foreach ((string other, FaceBox theirs) in crops)
                Assert.IsGreaterThanOrEqualTo(0.8f, crop.Overlap(theirs), $"{name}, {other}");
            crops.Add((name, crop));
        }
        Assert.HasCount(5, crops);
    }

    /// <summary>A head of 28 and one of 40 pixels in a frame of 640 x 480, as of a person three metres from a robot.</summary>
    [TestMethod]
    [DataRow(28)]
    [DataRow(40)]
    public void SmallHeadsAreFoundByDefault(int size)
    {
        const int width = 640, height = 480;
        (byte[] rgb, int photoWidth, int photoHeight) = FacePhotographs.Load("portrait");
        float scale = size / s_drawn.Height;
        var resize = new BilinearResize((int)(scale * photoWidth), (int)(scale * photoHeight));
        byte[] small = new byte[resize.TargetBytes], pixels = new byte[3 * width * height];
        resize.Resize(new FrameView(rgb, photoWidth, photoHeight, PixelLayout.Rgb24), small);
        Array.Fill(pixels, (byte)90);
        const int left = 300, top = 150;
        for (int y = 0; y < resize.Height; y++)
            small.AsSpan(3 * resize.Width * y, 3 * resize.Width).CopyTo(pixels.AsSpan(3 * ((width * (top + y)) + left)));
        FaceBox head = s_drawn.Transform(scale, left, top);
        // The window of the LBP cascade is larger than this head, and YuNet wants a larger share for the smaller one.
        foreach ((string name, string path) in Models().Where(m => m.Name != FacePhotographs.Lbp && (size == 40 || !m.Name.StartsWith("yunet", StringComparison.Ordinal))))
        {
            FaceBox[] faces = new FaceBox[4];
            int count = FaceFinder.Open(path).Find(new FrameView(pixels, width, height, PixelLayout.Rgb24), faces);
            Assert.IsTrue(faces[..count].Any(f => f.Overlap(head) > 0.4f), $"{name}: {string.Join(", ", faces[..count])} instead of {head}");
            count = FaceFinder.Open(path, minShare: 2.0 * size / height).Find(new FrameView(pixels, width, height, PixelLayout.Rgb24), faces);
            Assert.IsFalse(faces[..count].Any(f => f.Overlap(head) > 0.4f), name);
        }
    }

    [TestMethod]
    public void TheScaleIsAboutTheCentreAndTheShiftTowardsTheForehead()
    {
        var found = new FaceBox(100, 200, 40, 50) { Score = 0.9f };
        Assert.AreEqual(new FaceBox(90, 187.5f, 60, 75) { Score = 0.9f }, new TrainingCrop(1.5f, 0).Apply(found));
        Assert.AreEqual(new FaceBox(90, 182.5f, 60, 75) { Score = 0.9f }, new TrainingCrop(1.5f, 0.1f).Apply(found));
        Assert.AreEqual(new FaceBox(90, 192.5f, 60, 75) { Score = 0.9f }, new TrainingCrop(1.5f, -0.1f).Apply(found));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(30)]
    [DataRow(-45)]
    [DataRow(180)]
    public void TheForeheadIsWhereTheEyesTellThatItIs(int degrees)
    {
        (float sin, float cos) = MathF.SinCos(degrees * MathF.PI / 180);
        var right = new Vector2(cos, sin);
        var centre = new Vector2(120, 225);
        FaceLandmarks points = new(centre - (10 * right), centre + (10 * right), centre, centre);
        FaceBox box = new TrainingCrop(1, 0.1f).Apply(new FaceBox(100, 200, 40, 50) { Landmarks = points });
        // Clockwise, as rows count downwards: at 30 degrees the forehead leans to the right.
        Assert.AreEqual(120 + (5 * sin), box.CenterX, 1e-3f);
        Assert.AreEqual(225 - (5 * cos), box.CenterY, 1e-3f);
        Assert.AreEqual(points, box.Landmarks);
    }

    [TestMethod]
    public void EyesInOnePointTellNothing()
    {
        FaceBox box = new TrainingCrop(1, 0.1f).Apply(new FaceBox(100, 200, 40, 50) { Landmarks = default(FaceLandmarks) });
        Assert.AreEqual((100, 195), (box.X, box.Y));
    }
}
