using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;
using static MmaDfer.Sdk.Tests.Faces.TrackedScene;

namespace MmaDfer.Sdk.Tests.Faces;

[TestClass]
public sealed class FaceTrackerTests
{
    [TestMethod]
    public void AFaceIsFollowedBetweenLooks()
    {
        var scene = new HeadScene();
        var tracker = new FaceTracker(scene);
        for (int i = 0; i < 90; i++)
        {
            // At most 9 pixels a picture: 270 a second, for a head of 90.
            var head = new FaceBox(MathF.Round(250 + (150 * MathF.Sin(i * 0.06f))), MathF.Round(130 + (60 * MathF.Sin(i * 0.05f))), 90, 90);
            scene.Heads[1] = head;
            TrackedFace[] faces = Update(tracker, scene, i / Rate);
            if (i == 0)
                continue;
            Assert.HasCount(1, faces, $"{i}");
            Assert.AreEqual((1, true), (faces[0].Id, faces[0].Visible));
            Assert.IsGreaterThan(0.93f, faces[0].Box.Overlap(head), $"picture {i}: {faces[0].Box} is not {head}");
            Assert.AreEqual((TimeSpan.Zero, Seconds(i / Rate)), (faces[0].FirstSeen, faces[0].LastSeen));
        }
        // Three seconds: the whole picture once a second, the face five times a second.
        Assert.AreEqual(3, scene.Searches);
        Assert.IsTrue(scene.Looks is >= 11 and <= 15, $"{scene.Looks}");
    }

    [TestMethod]
    public void PeopleKeepTheirNumbersWhenTheyPass()
    {
        var scene = new HeadScene();
        var tracker = new FaceTracker(scene);
        for (int i = 0; i < 90; i++)
        {
            scene.Heads[1] = new FaceBox(60 + (5 * i), 60, 90, 90);
            scene.Heads[2] = new FaceBox(500 - (5 * i), 170, 100, 100);
            TrackedFace[] faces = Update(tracker, scene, i / Rate);
            if (i == 0)
                continue;
            Assert.HasCount(2, faces);
            // The larger was found first, so it has the first number, and the longest known stand first.
            Assert.IsGreaterThan(0.8f, faces[0].Box.Overlap(scene.Heads[2]), $"{i}");
            Assert.IsGreaterThan(0.8f, faces[1].Box.Overlap(scene.Heads[1]), $"{i}");
            Assert.AreEqual((1, 2), (faces[0].Id, faces[1].Id));
        }
    }

    [TestMethod]
    public void AFaceMustBeFoundTwice()
    {
        var scene = new HeadScene { Heads = { [1] = new(100, 100, 80, 80) } };
        var tracker = new FaceTracker(scene);
        Assert.IsEmpty(Update(tracker, scene, 0));
        Assert.HasCount(1, Update(tracker, scene, 1 / Rate));
        Assert.AreEqual(1, scene.Looks, "the second look is at the next picture");

        scene.FalseAlarms.Add(new FaceBox(400, 100, 80, 80));
        Assert.HasCount(1, Update(tracker, scene, 1.1));
        scene.FalseAlarms.Clear();
        Assert.HasCount(1, Update(tracker, scene, 1.2));
        Assert.HasCount(1, Update(tracker, scene, 1.3));

        var believing = new FaceTracker(scene, new() { Confirmations = 1 });
        Assert.HasCount(1, Update(believing, scene, 0));
    }

    [TestMethod]
    public void AShortLossIsForgiven()
    {
        var scene = new HeadScene { Heads = { [1] = new(100, 100, 80, 80) } };
        var tracker = new FaceTracker(scene);
        Run(tracker, scene, 0, 0.5);
        scene.Heads.Clear();
        TrackedFace hidden = Run(tracker, scene, 0.5, 1).Single();
        Assert.AreEqual((1, false), (hidden.Id, hidden.Visible));
        Assert.IsLessThan(0.5, hidden.LastSeen.TotalSeconds);
        Assert.IsGreaterThan(0.95f, hidden.Box.Overlap(new FaceBox(100, 100, 80, 80)), "where it last was");
        // It comes back some way from there.
        scene.Heads[1] = new FaceBox(150, 110, 80, 80);
        TrackedFace back = Run(tracker, scene, 1, 1.4).Single();
        Assert.AreEqual((1, true), (back.Id, back.Visible));
        Assert.AreEqual(TimeSpan.Zero, back.FirstSeen);
        Assert.IsGreaterThan(0.9f, back.Box.Overlap(scene.Heads[1]), $"{back.Box}");
    }

    [TestMethod]
    public void ALongLossEndsAFace()
    {
        var scene = new HeadScene { Heads = { [1] = new(100, 100, 80, 80) } };
        var tracker = new FaceTracker(scene);
        Assert.HasCount(1, Run(tracker, scene, 0, 0.5));
        scene.Heads.Clear();
        Assert.HasCount(1, Run(tracker, scene, 0.5, 1.4));
        Assert.IsEmpty(Run(tracker, scene, 1.4, 1.7));
        scene.Heads[1] = new FaceBox(100, 100, 80, 80);
        TrackedFace anew = Run(tracker, scene, 1.7, 2.2).Single();
        Assert.AreEqual(2, anew.Id, "numbers are not given twice");
        Assert.IsGreaterThan(1.6, anew.FirstSeen.TotalSeconds);
    }

    [TestMethod]
    public void AFaceThatTheFinderLosesIsFollowedByItsLooksForAWhile()
    {
        var scene = new HeadScene();
        var tracker = new FaceTracker(scene, new() { FollowFor = Seconds(2), LostAfter = Seconds(0.5) });
        for (int i = 0; i < 100; i++)
        {
            scene.Heads[1] = new FaceBox(100 + (2 * i), 100, 80, 80);
            scene.Blind = i >= 30;
            TrackedFace[] faces = Update(tracker, scene, i / Rate);
            if (i is > 30 and < 84)
            {
                Assert.IsTrue(faces.Single().Visible, $"{i}");
                Assert.IsGreaterThan(0.95f, faces.Single().Box.Overlap(scene.Heads[1]), $"{i}");
            }
        }
        Assert.IsFalse(tracker.Faces[0].Visible);
        scene.Heads[1] = new FaceBox(300, 100, 80, 80);
        Assert.IsEmpty(Run(tracker, scene, 100 / Rate, 3.9));
    }

    [TestMethod]
    public void TheBoxIsSteadierThanTheFinder()
    {
        var random = new Random(1);
        var scene = new HeadScene
        {
            Heads = { [1] = new(200, 120, 90, 90) },
            Sees = b => new FaceBox(b.X + random.Next(-6, 7), b.Y + random.Next(-6, 7), b.Width + random.Next(-6, 7), b.Height + random.Next(-6, 7)),
        };
        double raw = Unsteadiness(TimeSpan.Zero), smooth = Unsteadiness(Seconds(0.5));
        Assert.IsGreaterThan(2, raw);
        Assert.IsLessThan(raw / 2, smooth);

        double Unsteadiness(TimeSpan smoothing)
        {
            var tracker = new FaceTracker(scene, new() { Smoothing = smoothing, DetectionInterval = TimeSpan.Zero });
            double sum = 0;
            for (int i = 0; i < 90; i++)
            {
                TrackedFace[] faces = Update(tracker, scene, i / Rate);
                sum += i > 30 ? Math.Abs(faces[0].Box.Width - 90) : 0;
            }
            return sum / 60;
        }
    }

    [TestMethod]
    public void SmoothingKnowsTheTimeNotTheFrameRate()
    {
        Assert.AreEqual(1 - Math.Exp(-2), After(10), 0.01);
        Assert.AreEqual(1 - Math.Exp(-2), After(60), 0.01);

        // What share of a sudden change the box has made after twice the smoothing time.
        double After(double rate)
        {
            var scene = new HeadScene { Heads = { [1] = new(200, 120, 90, 90) } };
            var tracker = new FaceTracker(scene, new() { Smoothing = Seconds(0.3), DetectionInterval = TimeSpan.Zero });
            for (int i = 0; i < rate; i++)
                Update(tracker, scene, i / rate);
            // It looks the same, but is now framed wider; the first picture of that is one step after the last of before.
            scene.Sees = b => b.Scale(1.2f);
            for (int i = 0; i < 0.6 * rate; i++)
                Update(tracker, scene, 1 + (i / rate));
            return (tracker.Faces[0].Box.Width - 90) / (1.2 * 90 - 90);
        }
    }

    [TestMethod]
    public void TimeThatGoesBackOrJumpsRestartsTracking()
    {
        var scene = new HeadScene { Heads = { [1] = new(200, 120, 90, 90) } };
        var tracker = new FaceTracker(scene, new() { Confirmations = 1 });
        TimeSpan[] times =
        [
            Seconds(5), Seconds(5.1), Seconds(5.1), Seconds(5.1), Seconds(7.1), // one scene: equal times and a gap of two seconds
            Seconds(7.0), // back
            Seconds(9.1), // a longer gap
            TimeSpan.MaxValue, TimeSpan.MinValue, TimeSpan.MaxValue, Seconds(-1), Seconds(-0.5),
        ];
        int[] ids = [.. times.Select(t => tracker.Update(scene.Draw(), t)[0].Id)];
        CollectionAssert.AreEqual(new[] { 1, 1, 1, 1, 1, 2, 3, 4, 5, 6, 7, 7 }, ids);
        Assert.AreEqual(Seconds(-1), tracker.Faces[0].FirstSeen);
    }

    [TestMethod]
    public void AFrameOfAnotherSizeRestartsTracking()
    {
        var tracker = new FaceTracker(FaceFinder.WholeFrame, new() { Confirmations = 1 });
        byte[] pixels = new byte[100 * 100];
        new Random(1).NextBytes(pixels);
        int Id(int width, int height, double time) => tracker.Update(new FrameView(pixels, width, height, PixelLayout.Gray8), Seconds(time))[0].Id;
        Assert.AreEqual(1, Id(100, 50, 0));
        Assert.AreEqual(1, Id(100, 50, 0.1));
        Assert.AreEqual(2, Id(50, 100, 0.2));
        tracker.Reset();
        Assert.AreEqual(0, tracker.Faces.Length);
        Assert.AreEqual(3, Id(50, 100, 0.3));
    }

    [TestMethod]
    public void FollowingAllocatesNothing()
    {
        var scene = new HeadScene();
        var found = new FaceBox[2];
        var tracker = new FaceTracker(FaceFinder.Create((_, faces) =>
        {
            found.CopyTo(faces);
            return 2;
        }), new() { MaxFaces = 3 });
        int picture = 0;
        Assert.AreEqual(0, Enumerable.Range(0, 10).Min(_ => Follow()));

        // Bytes that following took: the drawing takes its own.
        long Follow()
        {
            long bytes = 0;
            for (int i = 0; i < 30; i++, picture++)
            {
                scene.Heads[1] = found[0] = new FaceBox(100 + (40 * MathF.Sin(picture * 0.1f)), 100, 80, 80);
                scene.Heads[2] = found[1] = new FaceBox(400, 100 + (40 * MathF.Sin(picture * 0.1f)), 90, 90);
                FrameView frame = scene.Draw();
                long before = GC.GetAllocatedBytesForCurrentThread();
                int faces = tracker.Update(frame, Seconds(picture / Rate)).Length;
                bytes += GC.GetAllocatedBytesForCurrentThread() - before;
                Assert.AreEqual(picture == 0 ? 0 : 2, faces);
            }
            return bytes;
        }
    }

    [TestMethod]
    public void PeopleInAPhotographAreFollowed()
    {
        (byte[] rgb, int width, int height) = FacePhotographs.Load("family");
        FaceBox[] truth = new FaceBox[3];
        var finder = new CascadeFaceFinder(FacePhotographs.Cascade(FacePhotographs.Haar));
        Assert.AreEqual(3, finder.Find(new FrameView(rgb, width, height, PixelLayout.Rgb24), truth));
        var tracker = new FaceTracker(finder);
        // The camera sways: a view of the photograph that is moved about.
        const int Margin = 30;
        (int viewWidth, int viewHeight) = (width - (2 * Margin), height - (2 * Margin));
        for (int i = 0; i < 75; i++)
        {
            int left = Margin + (int)(Margin * Math.Sin(i * 0.2)), top = Margin + (int)(Margin * Math.Cos(i * 0.15));
            var view = new FrameView(rgb.AsSpan(3 * ((top * width) + left)), viewWidth, viewHeight, PixelLayout.Rgb24, 3 * width);
            TrackedFace[] faces = tracker.Update(view, Seconds(i / Rate)).ToArray();
            if (i == 0)
                continue;
            Assert.HasCount(3, faces, $"{i}");
            CollectionAssert.AreEqual(new[] { 1, 2, 3 }, faces.Select(f => f.Id).ToArray());
            for (int j = 0; j < 3; j++)
            {
                FaceBox expected = truth[j] with { X = truth[j].X - left, Y = truth[j].Y - top };
                Assert.IsGreaterThan(0.7f, faces[j].Box.Overlap(expected), $"picture {i}, face {j}: {faces[j].Box} is not {expected}");
            }
        }
    }
}
