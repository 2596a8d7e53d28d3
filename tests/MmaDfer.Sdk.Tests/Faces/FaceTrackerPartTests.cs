using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Faces.Tracking;
using MmaDfer.Sdk.Sources;
using static MmaDfer.Sdk.Tests.Faces.TrackedScene;

namespace MmaDfer.Sdk.Tests.Faces;

/// <summary>Following faces in parts of pictures: where that is enough, it is what whole pictures give.</summary>
[TestClass]
public sealed class FaceTrackerPartTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void PartsOfFramesGiveTheSameAsWholeFrames(int people)
    {
        var scene = new HeadScene();
        FaceTracker whole = new(scene), parts = new(scene);
        int wholes = 0;
        FaceBox enough = default;
        TimeSpan wholeFrom = TimeSpan.MinValue;
        for (int i = 0; i < 120; i++)
        {
            scene.Heads[1] = new FaceBox(60 + (3 * i), 60 + (20 * MathF.Sin(i * 0.1f)), 70, 90);
            if (people == 2)
                scene.Heads[2] = new FaceBox(350 - i, 200, 100, 100);
            FrameView frame = scene.Draw();
            TimeSpan time = Seconds(i / Rate);
            TrackedFace[] expected = [.. whole.Update(frame, time)];
            wholes += time >= wholeFrom ? 1 : 0;
            byte[] pixels = new byte[frame.Width * frame.Height];
            TrackedFace[] actual = [.. parts.Advance(time >= wholeFrom ? new FramePart(frame) : Part(frame, enough, pixels), time)];
            CollectionAssert.AreEqual(expected, actual, $"picture {i}");
            (enough, wholeFrom) = (parts.Enough, parts.WholeFrom);
        }
        // Five looks a second, and the first pictures.
        Assert.IsTrue(wholes is >= 15 and <= 26, $"{wholes}");
    }

    [TestMethod]
    public void TheWholeFrameIsNeededWhileAFaceIsMissingOrUnknown()
    {
        var scene = new HeadScene();
        var tracker = new FaceTracker(scene);
        Assert.AreEqual(TimeSpan.MinValue, tracker.WholeFrom);
        Update(tracker, scene, 0);
        Assert.AreEqual(TimeSpan.MinValue, tracker.WholeFrom);
        scene.Heads[1] = new FaceBox(100, 100, 80, 80);
        Update(tracker, scene, 1);
        Assert.AreEqual(TimeSpan.MinValue, tracker.WholeFrom, "it must be found twice");
        Update(tracker, scene, 1.1);
        Assert.AreEqual(Seconds(1.3), tracker.WholeFrom);
        scene.Heads.Clear();
        Update(tracker, scene, 1.2);
        Assert.AreEqual(TimeSpan.MinValue, tracker.WholeFrom);
        tracker.Reset();
        Assert.AreEqual(TimeSpan.MinValue, tracker.WholeFrom);
    }

    [TestMethod]
    public void TheFinderSeesOnlyWholeFrames()
    {
        var scene = new HeadScene { Heads = { [1] = new(100, 100, 80, 80) } };
        var tracker = new FaceTracker(scene);
        Update(tracker, scene, 0);
        Update(tracker, scene, 0.1);
        int looks = scene.Searches + scene.Looks;
        byte[] pixels = new byte[scene.Width * scene.Height];
        for (int i = 2; i < 30; i++)
            Assert.AreEqual(1, tracker.Advance(Part(scene.Draw(), tracker.Enough, pixels), Seconds(i / 10.0)).Length);
        Assert.AreEqual(looks, scene.Searches + scene.Looks);
        // A scene that begins with a part has no faces until it is seen as a whole.
        Assert.AreEqual(0, tracker.Advance(Part(scene.Draw(), new(80, 80, 120, 120), pixels), Seconds(100)).Length);
        Assert.AreEqual(TimeSpan.MinValue, tracker.WholeFrom);
        Update(tracker, scene, 100.03);
        Assert.HasCount(1, Update(tracker, scene, 100.06));
    }

    private static FramePart Part(FrameView frame, FaceBox box, byte[] pixels)
    {
        int left = (int)Math.Clamp(box.X, 0, frame.Width - 1), top = (int)Math.Clamp(box.Y, 0, frame.Height - 1);
        int width = (int)Math.Clamp(box.X + box.Width, left + 1, frame.Width) - left;
        int height = (int)Math.Clamp(box.Y + box.Height, top + 1, frame.Height) - top;
        for (int y = 0; y < height; y++)
            frame.Pixels.Slice((top + y) * frame.Width + left, width).CopyTo(pixels.AsSpan(y * width));
        return new FramePart(new FrameView(pixels, width, height, PixelLayout.Gray8), left, top, frame.Width, frame.Height);
    }
}
