using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;
using static MmaDfer.Sdk.Tests.Faces.TrackedScene;

namespace MmaDfer.Sdk.Tests.Faces;

/// <summary>Faces at the edge of the picture: beyond it, its last pixels are repeated, and those may look like what is followed.</summary>
[TestClass]
public sealed class FaceTrackerEdgeTests
{
    private const int Width = 320, Height = 240;

    [TestMethod]
    [DataRow(1, false)]
    [DataRow(2, false)]
    [DataRow(3, false)]
    [DataRow(4, true)]
    [DataRow(5, true)]
    [DataRow(6, true)]
    public void AFaceBesideAPoleDoesNotSlideAlongItOutOfTheFrame(int seed, bool lies)
    {
        // The face goes after the second picture, and the edge of the pole is what still looks like the patch.
        var random = new Random(seed);
        FaceBox box = lies ? new(5, 80, 80, 80) : new(120, 5, 80, 80);
        bool gone = false;
        var tracker = new FaceTracker(FaceFinder.Create((frame, faces) =>
        {
            faces[0] = box;
            return gone ? 0 : 1;
        }));
        for (int i = 0; i < 90; i++)
        {
            gone = i >= 2;
            foreach (TrackedFace face in tracker.Update(Pole(box, lies, gone, random), Seconds(i / Rate)))
            {
                if (face.Visible)
                    AssertTouches(face.Box, i);
            }
        }
    }

    [TestMethod]
    public void AFaceFoundOutsideTheFrameIsIgnored()
    {
        var random = new Random(1);
        var tracker = new FaceTracker(FaceFinder.Create((frame, faces) =>
        {
            (faces[0], faces[1]) = (new FaceBox(400, 50, 60, 60), new FaceBox(50, -60, 60, 60));
            return 2;
        }));
        for (int i = 0; i < 10; i++)
            Assert.IsEmpty(tracker.Update(Pole(default, false, true, random), Seconds(i / Rate)).ToArray());
    }

    [TestMethod]
    public void AFaceThatLooksInAtTheEdgeIsVisible()
    {
        var scene = new HeadScene { Heads = { [1] = new(-60, 100, 90, 90) } };
        var tracker = new FaceTracker(scene);
        TrackedFace face = Run(tracker, scene, 0, 1).Single();
        Assert.IsTrue(face.Visible);
        AssertTouches(face.Box, 0);
    }

    private static void AssertTouches(FaceBox box, int number) => Assert.IsTrue(
        box.X < Width && box.Y < Height && box.X + box.Width > 0 && box.Y + box.Height > 0,
        $"picture {number}: {box} is outside of {Width} x {Height}");

    /// <summary>A bright pole (or one that lies) from the middle of the face on, through all of the picture.</summary>
    private static FrameView Pole(FaceBox face, bool lies, bool gone, Random random)
    {
        byte[] pixels = new byte[Width * Height];
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                bool inFace = !gone && x >= face.X && x < face.X + face.Width && y >= face.Y && y < face.Y + face.Height;
                bool inPole = lies ? y >= 120 : x >= 160;
                double shade = inPole ? 200 : inFace ? 90 + (15 * Math.Sin(x * 0.3) * Math.Cos(y * 0.25)) : 90;
                pixels[(y * Width) + x] = (byte)(shade + (random.Next(-6, 7) * (1 + (lies ? x : y)) / 40));
            }
        }
        return new FrameView(pixels, Width, Height, PixelLayout.Gray8);
    }
}
