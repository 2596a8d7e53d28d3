using MmaDfer.Sdk.Faces;
using static MmaDfer.Sdk.Tests.Faces.TrackedScene;

namespace MmaDfer.Sdk.Tests.Faces;

/// <summary>What a tracker asks of its finder, what it takes from it, and which options it refuses.</summary>
[TestClass]
public sealed class FaceTrackerFinderTests
{
    [TestMethod]
    public void FindersWithoutRegionsSearchTheWholeFrame()
    {
        var scene = new HeadScene { Heads = { [1] = new(100, 100, 80, 80), [2] = new(400, 100, 90, 90) } };
        var tracker = new FaceTracker(FaceFinder.Create((frame, faces) => scene.Find(frame, faces)));
        Assert.HasCount(2, Run(tracker, scene, 0, 2));
        Assert.AreEqual(0, scene.Looks);
        // At 0, at once again to confirm, then five times a second.
        Assert.IsTrue(scene.Searches is >= 9 and <= 11, $"{scene.Searches}");

        int before = scene.Searches;
        var always = new FaceTracker(FaceFinder.Create((frame, faces) => scene.Find(frame, faces)), new() { DetectionInterval = TimeSpan.Zero });
        Run(always, scene, 0, 1);
        Assert.AreEqual(30, scene.Searches - before);
    }

    [TestMethod]
    public void WithoutFacesTheWholeFrameIsSearchedMoreOften()
    {
        var scene = new HeadScene();
        Assert.IsEmpty(Run(new FaceTracker(scene), scene, 0, 2));
        Assert.AreEqual(0, scene.Looks);
        Assert.IsTrue(scene.Searches is >= 9 and <= 11, $"{scene.Searches}");
    }

    [TestMethod]
    public void OnlySoManyAreFollowedAndThoseInViewKeepTheirPlaces()
    {
        var scene = new HeadScene { Heads = { [1] = new(50, 100, 80, 80), [2] = new(250, 100, 90, 90) } };
        var tracker = new FaceTracker(scene, new() { MaxFaces = 2, LostAfter = Seconds(60), MaxGap = Seconds(60) });
        CollectionAssert.AreEqual(new[] { 1, 2 }, Run(tracker, scene, 0, 0.5).Select(f => f.Id).ToArray());
        scene.Heads[3] = new FaceBox(450, 100, 120, 120);
        CollectionAssert.AreEqual(new[] { 1, 2 }, Run(tracker, scene, 0.5, 1.6).Select(f => f.Id).ToArray());
        // The place of one that is hidden is taken.
        scene.Heads.Remove(2);
        CollectionAssert.AreEqual(new[] { 2, 3 }, Run(tracker, scene, 1.6, 3.2).Select(f => f.Id).ToArray());
    }

    [TestMethod]
    public void NonsenseOfAFinderIsLeftOut()
    {
        var scene = new HeadScene { Heads = { [1] = new(100, 100, 80, 80) } };
        scene.FalseAlarms.AddRange([new(float.NaN, 0, 50, 50), new(0, 0, -5, 50), new(0, 0, float.PositiveInfinity, 5)]);
        Assert.HasCount(1, Run(new FaceTracker(scene), scene, 0, 1));
        // Far outside, and larger than anything: followed or not, but without harm.
        scene.FalseAlarms.AddRange([new(1e30f, 1e30f, 50, 50), new(-1e9f, 0, 1e9f, 1e9f), new(-2000, -2000, 50, 50), new(0, 0, 1e-20f, 1e-20f)]);
        Assert.IsTrue(Run(new FaceTracker(scene), scene, 0, 1).Any(f => f.Box.Overlap(scene.Heads[1]) > 0.9f));
    }

    [TestMethod]
    public void TwoThreadsAtOnceAreAMistake()
    {
        FaceTracker? tracker = null;
        var scene = new HeadScene();
        tracker = new FaceTracker(FaceFinder.Create((frame, _) => tracker!.Update(frame, Seconds(1)).Length));
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => tracker.Update(scene.Draw(), TimeSpan.Zero)).Message, "one thread at a time");
        // What a finder throws goes through, and the tracker can be used again.
        tracker = new FaceTracker(FaceFinder.Create((_, _) => throw new MediaException("why")));
        for (int i = 0; i < 2; i++)
            Assert.ThrowsExactly<MediaException>(() => tracker.Update(scene.Draw(), TimeSpan.Zero));
    }

    [TestMethod]
    public void EmptyFramesAndInvalidOptionsAreRefused()
    {
        Assert.ThrowsExactly<MediaException>(() => new FaceTracker(FaceFinder.WholeFrame).Update(default, TimeSpan.Zero));
        Assert.ThrowsExactly<ArgumentNullException>(() => new FaceTracker(null!));
        foreach (Action wrong in (Action[])[
            () => _ = new FaceTrackerOptions { MaxFaces = 0 },
            () => _ = new FaceTrackerOptions { MaxFaces = 65 },
            () => _ = new FaceTrackerOptions { Confirmations = 0 },
            () => _ = new FaceTrackerOptions { DetectionInterval = Seconds(-1) },
            () => _ = new FaceTrackerOptions { LostAfter = TimeSpan.MinValue }])
        {
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(wrong);
        }
        // As long as times go: never looked at again, never lost.
        var scene = new HeadScene { Heads = { [1] = new(100, 100, 80, 80) } };
        var tracker = new FaceTracker(scene, new()
        {
            DetectionInterval = TimeSpan.MaxValue, SearchInterval = TimeSpan.MaxValue, FollowFor = TimeSpan.MaxValue,
            LostAfter = TimeSpan.MaxValue, MaxGap = TimeSpan.MaxValue, Smoothing = TimeSpan.MaxValue,
        });
        Assert.HasCount(1, Run(tracker, scene, 0, 10));
        Assert.AreEqual((1, 1), (scene.Searches, scene.Looks));
    }
}
