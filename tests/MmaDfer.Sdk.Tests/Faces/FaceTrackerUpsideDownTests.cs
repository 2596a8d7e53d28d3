using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Faces;

/// <summary>Which new faces are shown to the finder again, turned, and what follows from its answer.</summary>
[TestClass]
public sealed class FaceTrackerUpsideDownTests
{
    private const int Width = 320, Height = 240;

    private static readonly FaceBox s_face = new(200, 40, 80, 100);

    [TestMethod]
    [DataRow(0.9f, 0.7f, 1)]
    [DataRow(0.8f, 0.8f, 1)]
    [DataRow(0.7f, 0.9f, 0)]
    [DataRow(0f, 0.8f, 0)]
    [DataRow(0f, 0f, 1)]
    public void TheSurerLookDecides(float upright, float turned, int faces)
    {
        var finder = new Finder { Score = 0.9f, Upright = upright, Turned = turned };
        Assert.AreEqual(faces, Track(finder, new FaceTracker(finder)));
        Assert.IsGreaterThan(0, finder.SmallLooks);
    }

    [TestMethod]
    public void AFinderWithoutScoresIsNotAskedAgain()
    {
        var finder = new Finder { Score = null, Turned = 0.9f };
        Assert.AreEqual(1, Track(finder, new FaceTracker(finder)));
        Assert.AreEqual(0, finder.SmallLooks);
    }

    [TestMethod]
    public void WhoAsksForThemGetsThemWithoutFurtherLooks()
    {
        var finder = new Finder { Score = 0.9f, Turned = 0.9f };
        Assert.AreEqual(1, Track(finder, new FaceTracker(finder, new() { IncludeUpsideDown = true })));
        Assert.AreEqual(0, finder.SmallLooks);
    }

    [TestMethod]
    public void AKnownFaceIsNotCheckedAgain()
    {
        var finder = new Finder { Score = 0.9f, Upright = 0.9f };
        var tracker = new FaceTracker(finder);
        Track(finder, tracker);
        int looks = finder.SmallLooks;
        finder.Turned = 1;
        for (int i = 10; i < 40; i++)
            Assert.AreEqual(1, tracker.Update(finder.Frame, TimeSpan.FromSeconds(0.1 * i)).Length);
        Assert.AreEqual(looks, finder.SmallLooks);
    }

    [TestMethod]
    public void TheChecksAllocateNothingOnceWarm()
    {
        var finder = new Finder { Score = 0.9f, Turned = 0.9f };
        var tracker = new FaceTracker(finder, new() { DetectionInterval = TimeSpan.Zero });
        int frame = 0;
        Assert.AreEqual(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 5; i++)
                tracker.Update(finder.Frame, TimeSpan.FromSeconds(0.1 * frame++));
        }));
        Assert.IsGreaterThan(10, finder.SmallLooks);
    }

    /// <summary>Shows ten frames; tells how many faces the last has.</summary>
    private static int Track(Finder finder, FaceTracker tracker)
    {
        int faces = 0;
        for (int i = 0; i < 10; i++)
            faces = tracker.Update(finder.Frame, TimeSpan.FromSeconds(0.1 * i)).Length;
        return faces;
    }

    /// <summary>
    /// Finds a face whose upper half is bright. In the frame it always does; in small copies it is as sure as the test wants of one that is as
    /// in the frame, and of one that is turned.
    /// </summary>
    private sealed class Finder : IFaceFinder
    {
        private readonly byte[] _pixels = new byte[Width * Height];

        public Finder()
        {
            var random = new Random(1);
            for (int y = 0; y < Height; y++)
            {
                for (int x = 0; x < Width; x++)
                {
                    bool isFace = x >= s_face.X && x < s_face.X + s_face.Width && y >= s_face.Y && y < s_face.Y + s_face.Height;
                    _pixels[(y * Width) + x] = (byte)((isFace ? y < s_face.Y + (s_face.Height / 2) ? 200 : 40 : 100) + random.Next(20));
                }
            }
        }

        public float? Score { get; init; }

        public float Upright { get; init; }

        public float Turned { get; set; }

        public int SmallLooks { get; private set; }

        public FrameView Frame => new(_pixels, Width, Height, PixelLayout.Gray8);

        public int Find(FrameView frame, Span<FaceBox> faces)
        {
            if (frame.Width == Width)
            {
                faces[0] = s_face with { Score = Score };
                return 1;
            }
            SmallLooks++;
            // The copy is moved into the frame: its face is the only thing that is brighter than the rest, and darker.
            (int Sum, int X, int Y) bright = default, dark = default;
            for (int y = 0; y < frame.Height; y++)
            {
                for (int x = 0; x < frame.Width; x++)
                {
                    int value = frame.Pixels[3 * ((y * frame.Width) + x)];
                    if (value > 150)
                        bright = (bright.Sum + 1, bright.X + x, bright.Y + y);
                    else if (value < 80)
                        dark = (dark.Sum + 1, dark.X + x, dark.Y + y);
                }
            }
            float centerX = (float)(bright.X + dark.X) / (bright.Sum + dark.Sum), centerY = (float)(bright.Y + dark.Y) / (bright.Sum + dark.Sum);
            bool isUpright = bright.Y / bright.Sum < dark.Y / dark.Sum;
            faces[0] = new FaceBox(centerX - 18, centerY - 22, 36, 44) { Score = isUpright ? Upright : Turned };
            return faces[0].Score > 0 ? 1 : 0;
        }
    }
}
