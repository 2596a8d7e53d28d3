using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Pixels;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Tests.Sources.Pixels;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>The way from a push to the ring of frames of a camera on its side, or of a mirror image.</summary>
[TestClass]
public sealed class TurnedFramesTests
{
    private const int Size = 16;
    private readonly ScriptedFinder _finder = new();
    private CutFrames _frames = null!;

    [TestInitialize]
    public void Open() => _frames = new CutFrames(new() { FaceFinder = _finder }, Size);

    [TestMethod]
    public void AKnownFaceIsCutOutOfEveryLayoutAsOfTheUprightFrame()
    {
        var resize = new BilinearResize(Size);
        byte[] expected = new byte[3 * Size * Size];
        foreach (PixelLayout layout in Enum.GetValues<PixelLayout>())
        {
            foreach ((int width, int height) in new[] { (64, 48), (63, 47), (31, 90) })
            {
                foreach (int gap in new[] { 0, 6, -6 })
                {
                    // One way after another in one stream, as of a phone that is being turned.
                    foreach ((int rotation, bool mirrored) in PlainTurn.All)
                    {
                        FrameView frame = PlainTurn.Noise(layout, width, height, gap) with { Rotation = rotation, Mirrored = mirrored };
                        (byte[] rgb, int upWidth, int upHeight) = PlainTurn.Upright(frame);
                        var face = new FaceBox(upWidth * 0.3f, upHeight * 0.2f, upWidth * 0.4f, upHeight * 0.37f);
                        PixelArea area = PixelArea.Of(face, upWidth, upHeight);
                        resize.Resize(new FrameView(rgb, upWidth, upHeight, PixelLayout.Rgb24), area.Left, area.Top, area.Width, area.Height, expected);
                        (byte[]? cut, FaceBox? told) = _frames.Push(frame, face);
                        string what = $"{layout} {width} x {height}, gap {gap}, {rotation}, {mirrored}";
                        CollectionAssert.AreEqual(expected, cut, what);
                        Assert.AreEqual(face, told, what);
                    }
                }
            }
        }
    }

    [TestMethod]
    public void AFaceThatIsFoundIsCutOutOfEveryLayoutAsOfTheUprightFrame()
    {
        var resize = new BilinearResize(Size);
        byte[] expected = new byte[3 * Size * Size];
        foreach (PixelLayout layout in Enum.GetValues<PixelLayout>())
        {
            foreach ((int rotation, bool mirrored) in PlainTurn.All)
            {
                FrameView frame = PlainTurn.Noise(layout, 321, 241, 2) with { Rotation = rotation, Mirrored = mirrored };
                (byte[] rgb, int upWidth, int upHeight) = PlainTurn.Upright(frame);
                var face = new FaceBox(40, 71, 90, 90);
                _finder.Where = view =>
                {
                    // What a finder sees is upright, and nothing but that.
                    byte[] seen = new byte[3 * view.Width * view.Height];
                    view.CopyTo(seen);
                    Assert.AreEqual((0, false, upWidth, upHeight), (view.Rotation, view.Mirrored, view.Width, view.Height));
                    CollectionAssert.AreEqual(rgb, seen, $"{layout}, {rotation}, {mirrored}");
                    return face;
                };
                for (int i = 0; i < 12; i++)
                {
                    (byte[]? cut, FaceBox? told) = _frames.Push(frame);
                    if (i < 2)
                        continue;
                    // Followed to a fraction of a pixel.
                    Assert.AreEqual(face.X, told!.Value.X, 0.2);
                    Assert.AreEqual(face.Y, told.Value.Y, 0.2);
                    PixelArea area = PixelArea.Of(told.Value, upWidth, upHeight);
                    resize.Resize(new FrameView(rgb, upWidth, upHeight, PixelLayout.Rgb24), area.Left, area.Top, area.Width, area.Height, expected);
                    CollectionAssert.AreEqual(expected, cut, $"{layout}, {rotation}, {mirrored}");
                }
                _frames.Pause();
            }
        }
    }

    [TestMethod]
    public void OfALargeFrameThePlacesAreRight()
    {
        // 1281 x 1003 in RGB is 3.9 MB, of which every third row and pixel is looked at, and only surroundings while a face is followed.
        _finder.Where = FaceFindingTests.BrightSquare;
        foreach ((int rotation, bool mirrored) in PlainTurn.All)
        {
            for (int i = 0; i < 20; i++)
            {
                var square = new PixelArea(200 + 5 * i, 310 - 7 * i, 211, 211);
                FrameView frame = Picture(1281, 1003, rotation, mirrored, square);
                (byte[]? cut, FaceBox? told) = _frames.Push(frame);
                if (i < 2)
                    continue;
                string what = $"{rotation}, {mirrored}, frame {i}: {told}";
                Assert.IsNotNull(cut, what);
                Assert.IsGreaterThan(170, cut.Average(b => (double)b), what);
                // Smoothed over time, so it is a little behind; a wrong turn or end would be further off.
                Assert.AreEqual(square.Left, told!.Value.X, 14, what);
                Assert.AreEqual(square.Top, told.Value.Y, 14, what);
            }
            // At rest, within a step.
            FrameView still = Picture(1281, 1003, rotation, mirrored, new PixelArea(401, 203, 240, 240));
            FaceBox? last = null;
            for (int i = 0; i < 40; i++)
                last = _frames.Push(still).Face;
            Assert.AreEqual(401, last!.Value.X, 3, $"{rotation}, {mirrored}: {last}");
            Assert.AreEqual(203, last.Value.Y, 3, $"{rotation}, {mirrored}: {last}");
            Assert.AreEqual(240, last.Value.Width, 6);
            _frames.Pause();
        }
    }

    [TestMethod]
    public void ATrackerTellsTheSameFacesHoweverTheCameraLies()
    {
        (byte[] rgb, int width, int height) = FacePhotographs.Load("portrait");
        FaceTracker Tracker() => new(new NeuralFaceFinder(FaceModels.Path(FaceModels.YuNetN)), new() { Confirmations = 1 });
        FaceBox expected = Tracker().Update(new FrameView(rgb, width, height, PixelLayout.Rgb24), default)[0].Box;
        Assert.IsNotNull(expected.Landmarks);
        foreach ((int rotation, bool mirrored) in PlainTurn.All)
        {
            // As a camera that is turned like this would store what is upright in the photograph.
            FrameTurn turn = FrameTurn.Of(rotation, mirrored);
            byte[] stored = new byte[rgb.Length];
            turn.Inverse.Read(
                new FrameView(rgb, width, height, PixelLayout.Rgb24), new PixelArea(0, 0, width, height), new byte[turn.ScratchBytes(width)], stored,
                3 * (turn.Swaps ? height : width));
            var frame = new FrameView(stored, turn.Swaps ? height : width, turn.Swaps ? width : height, PixelLayout.Rgb24) { Rotation = rotation, Mirrored = mirrored };
            Assert.AreEqual(expected, Tracker().Update(frame, default)[0].Box, $"{rotation}, {mirrored}");
        }
    }

    [TestMethod]
    public void AHeldFrameKeepsItsTurn()
    {
        byte[][] stored = [PlainTurn.Noise(PixelLayout.Gray8, 20, 10, 0, 1).Pixels.ToArray(), PlainTurn.Noise(PixelLayout.Gray8, 20, 10, 0, 2).Pixels.ToArray()];
        using var held = new HeldFrames(new MemoryFrameSource([.. stored.Select(s => (ReadOnlyMemory<byte>)s)], 20, 10, PixelLayout.Gray8, 1) { Rotation = 90 });
        int frames = 0;
        while (held.TryRead(out FrameView frame, out _))
        {
            Assert.AreEqual((90, false, 10, 20), (frame.Rotation, frame.Mirrored, frame.UprightWidth, frame.UprightHeight));
            frames++;
        }
        Assert.IsGreaterThan(10, frames);
    }

    /// <summary>A frame that shows a bright square at a place, once it is turned upright.</summary>
    private static FrameView Picture(int storedWidth, int storedHeight, int rotation, bool mirrored, PixelArea square)
    {
        byte[] pixels = new byte[3 * storedWidth * storedHeight];
        FrameView frame = new(pixels, storedWidth, storedHeight, PixelLayout.Rgb24) { Rotation = rotation, Mirrored = mirrored };
        for (int y = 0; y < square.Height; y++)
        {
            for (int x = 0; x < square.Width; x++)
            {
                PixelArea at = frame.Turn.ToStored(new PixelArea(square.Left + x, square.Top + y, 1, 1), storedWidth, storedHeight);
                pixels.AsSpan(3 * (at.Top * storedWidth + at.Left), 3).Fill((byte)(205 + 50 * Math.Sin(0.11 * x) * Math.Sin(0.09 * y)));
            }
        }
        return frame;
    }
}
