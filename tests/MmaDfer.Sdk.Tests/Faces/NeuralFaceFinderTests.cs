using System.Text.Json;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Faces;

/// <summary>What the finder finds in two photographs, beside what OpenCV's network module gives for the same models.</summary>
[TestClass]
public sealed class NeuralFaceFinderTests
{
    private static readonly NeuralFaceFinderOptions s_published = new() { PublishedBoxes = true };

    [TestMethod]
    [DataRow(FaceModels.YuNetS, "yunet_s at 320", 320, "portrait")]
    [DataRow(FaceModels.YuNetS, "yunet_s at 320", 320, "family")]
    [DataRow(FaceModels.YuNetN, "yunet_n at 640", 640, "portrait")]
    [DataRow(FaceModels.YuNetN, "yunet_n at 640", 640, "family")]
    public void BoxesAndLandmarksAreOpenCvs(string model, string expected, int size, string photograph)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Goldens.Path("faces", "expected-neural.json")));
        JsonElement[] theirs = [.. golden.RootElement.GetProperty(expected).GetProperty(photograph).EnumerateArray()];
        FaceBox[] ours = Find(new NeuralFaceFinder(FaceModels.Path(model), s_published with { InputSize = size }), photograph);
        Assert.HasCount(theirs.Length, ours);
        foreach (JsonElement face in theirs)
        {
            FaceBox box = new(Number("x"), Number("y"), Number("width"), Number("height"));
            FaceBox nearest = ours.MaxBy(our => our.Overlap(box));
            Assert.IsGreaterThan(0.8f, nearest.Overlap(box), $"{box} {nearest}");
            Assert.AreEqual(Number("score"), nearest.Score!.Value, 0.03, $"{box}");
            FaceLandmarks points = nearest.Landmarks!.Value;
            System.Numerics.Vector2[] landmarks = [points.RightEye, points.LeftEye, points.Nose, points.RightMouthCorner!.Value, points.LeftMouthCorner!.Value];
            for (int i = 0; i < landmarks.Length; i++)
            {
                JsonElement point = face.GetProperty("landmarks")[i];
                Assert.IsLessThan(0.05f * box.Height, (landmarks[i] - new System.Numerics.Vector2(point[0].GetSingle(), point[1].GetSingle())).Length(), $"{box} {i}");
            }

            float Number(string name) => face.GetProperty(name).GetSingle();
        }
    }

    [TestMethod]
    [DataRow(FaceModels.YuNetS)]
    [DataRow(FaceModels.YuNetN)]
    [DataRow(FaceModels.BlazeFace)]
    public void EveryModelFindsTheSameFaces(string model)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Goldens.Path("faces", "expected-neural.json")));
        foreach (string photograph in (string[])["portrait", "family"])
        {
            JsonElement[] theirs = [.. golden.RootElement.GetProperty("yunet_n at 640").GetProperty(photograph).EnumerateArray()];
            FaceBox[] ours = Find(new NeuralFaceFinder(FaceModels.Path(model)), photograph);
            Assert.IsLessThanOrEqualTo(theirs.Length + 1, ours.Length, "at most one false alarm");
            foreach (JsonElement face in theirs)
            {
                var eye = new System.Numerics.Vector2(face.GetProperty("landmarks")[0][0].GetSingle(), face.GetProperty("landmarks")[0][1].GetSingle());
                Assert.IsTrue(ours.Any(our => (our.Landmarks!.Value.RightEye - eye).Length() < 0.2f * face.GetProperty("height").GetSingle()), $"{photograph} {eye}");
            }
            CollectionAssert.AreEqual(ours.OrderByDescending(face => face.Area).ToArray(), ours, "the largest first");
        }
    }

    [TestMethod]
    [DataRow(FaceModels.YuNetN)]
    [DataRow(FaceModels.BlazeFace)]
    public void RegionsGiveTheFacesOfTheFrame(string model)
    {
        (byte[] rgb, int width, int height) = FacePhotographs.Load("family");
        var frame = new FrameView(rgb, width, height, PixelLayout.Rgb24);
        var finder = new NeuralFaceFinder(FaceModels.Path(model));
        FaceBox[] found = new FaceBox[8], near = new FaceBox[8];
        int count = finder.Find(frame, found);
        Assert.IsGreaterThan(3, count);
        foreach (FaceBox face in found[..4])
        {
            float size = MathF.Sqrt(face.Area);
            int nearby = finder.Find(frame, face.Scale(2), 0.7f * size, 1.4f * size, near);
            Assert.IsTrue(near.Take(nearby).Any(other => other.Overlap(face) > 0.7f), $"{face}: {string.Join(' ', near.Take(nearby))}");
            Assert.AreEqual(0, finder.Find(frame, face.Scale(2), 3 * size, 6 * size, near), "none is so large");
        }
        Assert.AreEqual(0, finder.Find(frame, new FaceBox(-500, 0, 400, 400), 20, 80, near), "outside");
        Assert.AreEqual(0, finder.Find(frame, new FaceBox(0, 0, 640, 427), float.NaN, 80, Span<FaceBox>.Empty), "no room");
    }

    [TestMethod]
    [DataRow(PixelLayout.Bgra32)]
    [DataRow(PixelLayout.Argb32)]
    [DataRow(PixelLayout.Bgr24)]
    public void EveryLayoutGivesTheSameFaces(PixelLayout layout)
    {
        (byte[] rgb, int width, int height) = FacePhotographs.Load("family");
        byte[] other = new byte[4 * width * height];
        new FrameView(rgb, width, height, PixelLayout.Rgb24).CopyTo(other, layout);
        var finder = new NeuralFaceFinder(FaceModels.Path(FaceModels.YuNetN));
        FaceBox[] expected = new FaceBox[8], actual = new FaceBox[8];
        int count = finder.Find(new FrameView(rgb, width, height, PixelLayout.Rgb24), expected);
        Assert.AreEqual(count, finder.Find(new FrameView(other, width, height, layout), actual));
        for (int i = 0; i < count; i++)
            Assert.IsGreaterThan(0.99f, actual[i].Overlap(expected[i]));
    }

    [TestMethod]
    public void SearchesOfKnownSizesAllocateNothing()
    {
        (byte[] rgb, int width, int height) = FacePhotographs.Load("family");
        var finder = new NeuralFaceFinder(FaceModels.Path(FaceModels.YuNetN));
        FaceBox[] faces = new FaceBox[8];
        Assert.AreEqual(0, Allocation.Least(Search));

        void Search()
        {
            var frame = new FrameView(rgb, width, height, PixelLayout.Rgb24);
            finder.Find(frame, faces);
            finder.Find(frame, new FaceBox(100, 50, 200, 200), 40, 90, faces);
            finder.Find(frame, new FaceBox(500, 300, 300, 300), 20, 40, faces);
        }
    }

    [TestMethod]
    public void BlackWhiteAndNoiseShowNoFace()
    {
        foreach (string model in (string[])[FaceModels.YuNetN, FaceModels.YuNetS, FaceModels.BlazeFace])
        {
            var finder = new NeuralFaceFinder(FaceModels.Path(model));
            byte[] pixels = new byte[4 * 320 * 240];
            Assert.AreEqual(0, finder.Find(new FrameView(pixels, 320, 240, PixelLayout.Bgra32), new FaceBox[4]), $"{model} black");
            pixels.AsSpan().Fill(255);
            Assert.AreEqual(0, finder.Find(new FrameView(pixels, 320, 240, PixelLayout.Bgra32), new FaceBox[4]), $"{model} white");
            new Random(1).NextBytes(pixels);
            Assert.AreEqual(0, finder.Find(new FrameView(pixels, 320, 240, PixelLayout.Bgra32), new FaceBox[4]), $"{model} noise");
            Assert.AreEqual(0, finder.Find(new FrameView(pixels, 1, 1, PixelLayout.Bgra32), new FaceBox[4]), $"{model} a pixel");
            Assert.AreEqual(0, finder.Find(new FrameView(pixels, 9600, 8, PixelLayout.Bgra32), new FaceBox[4]), $"{model} a thin frame");
        }
    }

    [TestMethod]
    public void SmallerFacesThanAskedForAreNotFound()
    {
        (byte[] rgb, int width, int height) = FacePhotographs.Load("family");
        var frame = new FrameView(rgb, width, height, PixelLayout.Rgb24);
        // All four faces have 80 to 100 of 427 rows.
        Assert.AreEqual(0, new NeuralFaceFinder(FaceModels.Path(FaceModels.YuNetN), new() { MinShare = 0.4 }).Find(frame, new FaceBox[8]));
        Assert.AreEqual(4, new NeuralFaceFinder(FaceModels.Path(FaceModels.YuNetN), new() { MinShare = 0.1 }).Find(frame, new FaceBox[8]));
        Assert.AreEqual(2, new NeuralFaceFinder(FaceModels.Path(FaceModels.YuNetN)).Find(frame, new FaceBox[2]), "room for two");
    }

    [TestMethod]
    public void ScoresBelowTheLeastAreNoFaces()
    {
        FaceBox[] all = Find(new NeuralFaceFinder(FaceModels.Path(FaceModels.YuNetN)), "family");
        float middle = all.Select(face => face.Score!.Value).Order().ElementAt(2);
        FaceBox[] sure = Find(new NeuralFaceFinder(FaceModels.Path(FaceModels.YuNetN), new() { MinScore = middle }), "family");
        CollectionAssert.AreEqual(all.Where(face => face.Score >= middle).ToArray(), sure);
    }

    [TestMethod]
    [DataRow(-0.1, null, null)]
    [DataRow(1.1, null, null)]
    [DataRow(double.NaN, null, null)]
    [DataRow(0.1, 100, null)]
    [DataRow(0.1, 641, null)]
    [DataRow(0.1, null, 0.0)]
    [DataRow(0.1, null, 1.5)]
    public void OptionsOutOfRangeAreRefused(double minShare, int? inputSize, double? minScore) => Assert.ThrowsExactly<ArgumentOutOfRangeException>(
        () => new NeuralFaceFinderOptions { MinShare = minShare, InputSize = inputSize, MinScore = minScore });

    [TestMethod]
    public void TwoThreadsAtOnceAreRefused()
    {
        var finder = new NeuralFaceFinder(FaceModels.Path(FaceModels.YuNetS));
        byte[] pixels = new byte[4 * 640 * 480];
        bool refused = false;
        var threads = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            try
            {
                while (!Volatile.Read(ref refused))
                    finder.Find(new FrameView(pixels, 640, 480, PixelLayout.Bgra32), new FaceBox[1]);
            }
            catch (InvalidOperationException exception) when (exception.Message.Contains("one thread at a time", StringComparison.Ordinal))
            {
                Volatile.Write(ref refused, true);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        foreach (Thread thread in threads)
            Assert.IsTrue(thread.Join(Wait.Limit));
        Assert.IsTrue(refused);
        Assert.AreEqual(0, finder.Find(new FrameView(pixels, 640, 480, PixelLayout.Bgra32), new FaceBox[1]), "it goes on afterwards");
    }

    private static FaceBox[] Find(NeuralFaceFinder finder, string photograph)
    {
        (byte[] rgb, int width, int height) = FacePhotographs.Load(photograph);
        FaceBox[] faces = new FaceBox[16];
        return faces[..finder.Find(new FrameView(rgb, width, height, PixelLayout.Rgb24), faces)];
    }
}
