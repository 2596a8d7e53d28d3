using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Faces.Tracking;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Pixels;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>The way of a frame from a push to the ring, where its face must be found.</summary>
[TestClass]
public sealed class FaceFindingTests
{
    private const int Size = 16;
    private readonly FrameQueue _queue = new();
    private readonly LastFace _place = new();
    private readonly Presence _seen = new();
    private readonly FrameRing _ring = new(3 * Size * Size, 200);
    private readonly ScriptedFinder _finder = new() { Where = BrightSquare };
    private EmotionStreamOptions _options = null!;
    private FrameIntake _intake = null!;
    private FaceCutter _cutter = null!;

    [TestInitialize]
    public void Open() => Open(new EmotionStreamOptions());

    [TestMethod]
    public void AMovingFaceIsCutOutAtItsPlace()
    {
        int shown = 0;
        for (int i = 0; i < 100; i++)
        {
            // 3 pixels a frame: as far as three of its sides in 3 s.
            byte[] pixels = Picture(640, 480, new PixelArea(50 + 3 * i, 100 + i, 100, 100));
            if (Push(pixels, 640, 480, i / 30.0) is not { } frame)
                continue;
            shown++;
            Assert.IsGreaterThan(180, Mean(frame), $"frame {i}");
        }
        Assert.IsGreaterThanOrEqualTo(98, shown);
        Assert.IsLessThan(60, _finder.Calls);
    }

    [TestMethod]
    public void AFaceAtRestIsCutOutExactly()
    {
        byte[] pixels = Picture(640, 480, default);
        new Random(1).NextBytes(pixels.AsSpan(3 * 640 * 60, 3 * 640 * 60));
        _finder.Where = _ => new FaceBox(101, 57, 90, 90);
        byte[] expected = new byte[3 * Size * Size];
        new BilinearResize(Size).Resize(new FrameView(pixels, 640, 480, PixelLayout.Rgb24), 101, 57, 90, 90, expected);
        Assert.IsNull(Push(pixels, 640, 480, 0), "a new face is looked at twice");
        for (int i = 1; i < 30; i++)
            CollectionAssert.AreEqual(expected, Push(pixels, 640, 480, i / 30.0));
    }

    [TestMethod]
    public void ALostFaceIsNotShownAndIsSearchedAgain()
    {
        byte[] with = Picture(640, 480, new PixelArea(100, 100, 100, 100)), without = new byte[with.Length];
        for (int i = 0; i < 10; i++)
            Assert.AreEqual(i > 0, Push(with, 640, 480, i / 30.0) is not null);
        int wrong = 0;
        for (int i = 10; i < 100; i++)
            wrong += Push(without, 640, 480, i / 30.0) is null ? 0 : 1;
        Assert.IsLessThanOrEqualTo(7, wrong, "until the next look");
        Assert.IsFalse(_seen.IsRecent(new StreamMoment(0, default, TimeSpan.FromSeconds(3.3)), TimeSpan.FromSeconds(1)));
        Assert.IsTrue(Enumerable.Range(100, 10).Any(i => Push(with, 640, 480, i / 30.0) is not null));
    }

    [TestMethod]
    public void TheLargestFaceIsFollowedUntilItIsLost()
    {
        FaceBox small = new(300, 50, 60, 60), large = new(50, 50, 100, 100);
        var finder = FaceFinder.Create((frame, faces) =>
        {
            // Brightness of the first pixel: which of them are there.
            byte[] first = new byte[3];
            frame.ReadRow(0, 0, first);
            int count = 0;
            if ((first[0] & 2) != 0)
                faces[count++] = large;
            if ((first[0] & 1) != 0)
                faces[count++] = small;
            return count;
        });
        var followed = new FollowedFace(new FaceTracker(finder, new() { DetectionInterval = TimeSpan.Zero, SearchInterval = TimeSpan.Zero, FollowFor = TimeSpan.Zero }));
        var shown = new List<float?>();
        foreach (int there in (int[])[.. Repeat(1, 5), .. Repeat(3, 5), .. Repeat(2, 5), .. Repeat(3, 5), .. Repeat(2, 60)])
        {
            byte[] pixels = new byte[3 * 640 * 480];
            pixels[0] = (byte)there;
            shown.Add(followed.Find(new FramePart(new FrameView(pixels, 640, 480, PixelLayout.Rgb24)), TimeSpan.FromSeconds(shown.Count / 30.0), new FrameScale(2, 0, 0))?.X);
        }
        Assert.AreEqual(600, shown[4], "in pixels of the larger frame");
        Assert.AreEqual(600, shown[9], "a larger one does not take its place");
        Assert.IsNull(shown[14], "another face is not that one");
        Assert.AreEqual(600, shown[19]);
        Assert.AreEqual(100, shown[^1], "it was lost");
        followed.Reset();
    }

    [TestMethod]
    public void AfterAChangeOfTheFrameSizeFacesAreSearchedAgain()
    {
        Assert.IsNull(Push(Picture(640, 480, new PixelArea(400, 300, 100, 100)), 640, 480, 0));
        Assert.IsNotNull(Push(Picture(640, 480, new PixelArea(400, 300, 100, 100)), 640, 480, 0.05));
        Assert.IsNull(Push(Picture(320, 240, new PixelArea(200, 150, 50, 50)), 320, 240, 0.1), "it is not known where");
        byte[]? frame = Push(Picture(320, 240, new PixelArea(200, 150, 50, 50)), 320, 240, 0.15);
        Assert.IsGreaterThan(190, Mean(frame!));
    }

    [TestMethod]
    public void AFinderSeesLargeFramesInTheirProportions()
    {
        // 2500 x 1800 RGB is 13 MB, of which 1.5 are copied.
        var sizes = new List<(int, int)>();
        _finder.Where = view =>
        {
            sizes.Add((view.Width, view.Height));
            return BrightSquare(view);
        };
        byte[] pixels = Picture(2500, 1800, new PixelArea(1203, 607, 500, 500));
        Push(pixels, 2500, 1800, 0);
        for (int i = 1; i < 9; i++)
        {
            byte[]? frame = Push(pixels, 2500, 1800, i / 30.0);
            Assert.IsGreaterThan(190, Mean(frame!), $"frame {i}");
        }
        Assert.IsGreaterThanOrEqualTo(2, sizes.Count);
        Assert.AreEqual(2500 / 1800.0, (double)sizes[0].Item1 / sizes[0].Item2, 0.01);
        Assert.IsLessThan(700, sizes[0].Item1);
    }

    [TestMethod]
    public void WhileAFaceIsFollowedOnlyItsSurroundingsAreCopied()
    {
        // 1280 x 720 RGB: two thirds of the rows are left out where the face is looked for.
        int wholes = 0;
        for (int i = 0; i < 90; i++)
        {
            byte[] pixels = Picture(1280, 720, new PixelArea(200 + 6 * i, 210 + 2 * i, 150, 150));
            _intake.Push(new FrameView(pixels, 1280, 720, PixelLayout.Rgb24), TimeSpan.FromSeconds(i / 30.0), 0);
            PixelArea copied = _queue.Take()!.Wide.Area;
            wholes += copied.Width == 1280 ? 1 : 0;
            Assert.IsTrue(copied.Width == 1280 || copied.Width * copied.Height < 400 * 400, $"frame {i}: {copied}");
            if (i > 0)
                Assert.IsGreaterThan(180, Mean(Work(TimeSpan.FromSeconds(i / 30.0))!), $"frame {i}");
            else
                Work(default);
        }
        // The first two, and five looks a second.
        Assert.IsTrue(wholes is > 10 and < 20, $"{wholes}");
    }

    [TestMethod]
    public void AFaceThatJumpsIsFoundInTheNextFrame()
    {
        int missed = 0;
        for (int i = 0; i < 60; i++)
        {
            // Farther than a face is followed, and than is copied around its last place.
            byte[] pixels = Picture(1280, 720, new PixelArea(i < 23 ? 100 : i < 43 ? 200 : 300, 210, 150, 150));
            missed += Push(pixels, 1280, 720, i / 30.0) is { } frame && Mean(frame) > 180 ? 0 : 1;
        }
        Assert.AreEqual(3, missed, "the first frame, and that of each jump");
    }

    [TestMethod]
    public void FramesAboveTheSpeedOfTheWorkerAreDropped()
    {
        byte[] pixels = Picture(64, 48, new PixelArea(10, 10, 20, 20));
        for (int i = 0; i < 60; i++)
            _intake.Push(new FrameView(pixels, 64, 48, PixelLayout.Rgb24), TimeSpan.FromSeconds(i / 30.0), 0);
        Assert.AreEqual(60, _intake.Kept + _intake.Dropped);
        Assert.IsGreaterThan(50, _intake.Dropped);
        int worked = 0;
        while (_cutter.ProcessNext())
            worked++;
        Assert.AreEqual(_intake.Kept, worked);
    }

    private static IEnumerable<int> Repeat(int value, int count) => Enumerable.Repeat(value, count);

    private void Open(EmotionStreamOptions options)
    {
        _options = options with { FaceFinder = _finder };
        _intake = new FrameIntake(_queue, _place, Size, _options);
        _cutter = new FaceCutter(_queue, _place, _seen, _ring, Size, _options);
    }

    /// <summary>Pushes a frame and works on it.</summary>
    /// <returns>What was cut out; null for nothing.</returns>
    private byte[]? Push(byte[] pixels, int width, int height, double seconds)
    {
        TimeSpan time = TimeSpan.FromSeconds(seconds);
        _intake.Push(new FrameView(pixels, width, height, PixelLayout.Rgb24), time, 0);
        return Work(time);
    }

    private byte[]? Work(TimeSpan time)
    {
        while (_cutter.ProcessNext())
        {
        }
        var window = new WindowBuffer(Size, twoClip: false);
        _ring.Copy(0, time - TimeSpan.FromTicks(1), time, window);
        return window.HasFrames ? window.Frame(0).ToArray() : null;
    }

    private static byte[] Picture(int width, int height, PixelArea face)
    {
        byte[] pixels = new byte[3 * width * height];
        for (int y = 0; y < face.Height; y++)
        {
            // With marks to be followed by, which move along with it.
            for (int x = 0; x < face.Width; x++)
                pixels.AsSpan(3 * ((face.Top + y) * width + face.Left + x), 3).Fill((byte)(205 + 50 * Math.Sin(0.21 * x) * Math.Sin(0.17 * y)));
        }
        return pixels;
    }

    /// <summary>Finds the only thing in a frame that is bright.</summary>
    internal static FaceBox? BrightSquare(FrameView view)
    {
        byte[] rgb = new byte[3 * view.Width * view.Height];
        view.CopyTo(rgb);
        int left = int.MaxValue, top = int.MaxValue, right = -1, bottom = -1;
        for (int i = 0; i < rgb.Length; i += 3)
        {
            if (rgb[i] < 128)
                continue;
            (int x, int y) = (i / 3 % view.Width, i / 3 / view.Width);
            (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x + 1), Math.Min(top, y), Math.Max(bottom, y + 1));
        }
        return right < 0 ? null : new FaceBox(left, top, right - left, bottom - top);
    }

    private static double Mean(byte[] frame) => frame.Average(b => (double)b);
}
