using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Faces.Neural;

namespace MmaDfer.Sdk.Tests.Faces.Neural;

[TestClass]
public sealed class FaceCandidatesTests
{
    private static readonly FaceBox s_face = new(100, 100, 80, 100) { Score = 0.9f };

    [TestMethod]
    public void OfFacesThatOverlapTheBestRemains()
    {
        FaceBox[] kept = Suppress(blend: false, s_face with { X = 110, Score = 0.8f }, s_face, s_face with { X = 400, Score = 0.7f });
        CollectionAssert.AreEqual(new[] { s_face, s_face with { X = 400, Score = 0.7f } }, kept);
    }

    [TestMethod]
    public void OrTheirMeanByScores()
    {
        FaceBox kept = Suppress(blend: true, s_face with { X = 120, Score = 0.6f }, s_face, s_face with { X = 110, Score = 0.5f }).Single();
        Assert.AreEqual(((0.9 * 100) + (0.6 * 120) + (0.5 * 110)) / 2, kept.X, 1e-3);
        Assert.AreEqual(0.9f, kept.Score);
    }

    [TestMethod]
    public void AFaceInAFaceIsAPartOfIt()
    {
        FaceBox part = new(120, 130, 20, 25) { Score = 0.8f };
        CollectionAssert.AreEqual(new[] { s_face }, Suppress(blend: true, s_face, part));
        // Surer than what is around it, it may be in front of it.
        Assert.HasCount(2, Suppress(blend: true, s_face, part with { Score = 0.95f }));
    }

    [TestMethod]
    public void NoFaceIsWithoutSizeOrPlace()
    {
        var candidates = new FaceCandidates();
        foreach (FaceBox face in (FaceBox[])[s_face with { Width = 0 }, s_face with { X = float.NaN }, s_face with { Height = float.PositiveInfinity }])
            candidates.Add(face);
        Assert.AreEqual(0, candidates.Count);
        for (int i = 0; i < 10000; i++)
            candidates.Add(s_face with { X = i * 100 });
        Assert.AreEqual(4096, candidates.Count, "more than any frame has");
        candidates.Suppress(blend: false);
        Assert.AreEqual(4096, candidates.Count);
    }

    [TestMethod]
    public void PlacesAreThoseOfTheFrame()
    {
        var candidates = new FaceCandidates { Transform = (2, 30, 40) };
        candidates.Add(s_face);
        Assert.AreEqual(new FaceBox(230, 240, 160, 200) { Score = 0.9f }, candidates.Faces[0]);
    }

    private static FaceBox[] Suppress(bool blend, params FaceBox[] faces)
    {
        var candidates = new FaceCandidates();
        foreach (FaceBox face in faces)
            candidates.Add(face);
        candidates.Suppress(blend);
        return candidates.Faces.ToArray();
    }
}
