using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticPeople;
using MmaDfer.Samples.SyntheticPeople.Expressions;
using MmaDfer.Samples.SyntheticPeople.Heads;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Samples.Tests.People;

/// <summary>MakeHuman's head and its plainer shader.</summary>
[TestClass]
public sealed class OtherWorldTests
{
    private static readonly PeopleSettings Small = new() { Size = 48, FramesPerSecond = 2, Seconds = 1, Identities = 20, Plain = true };

    [TestMethod]
    public void TheHeadGetsItsPlaceLandmarksAndShapesOfBothSides()
    {
        using var folder = new TemporaryFolder();
        Head head = MakeHumanFolder.Read(TinyBody.Write(folder["mh"]));
        Assert.IsTrue(head.KnowsAppearance);
        foreach (Surface surface in (Surface[])[Surface.Skin, Surface.LeftEye, Surface.RightEye, Surface.Teeth])
            CollectionAssert.Contains(head.Surfaces, surface);
        // Eyes at the height and distance that the camera expects, in centimetres.
        V3 outer = head.Landmark(45), inner = head.Landmark(42), mouth = head.Landmark(54), chin = head.Landmark(8);
        Assert.AreEqual(3.5, (outer.Y + inner.Y) / 2, 0.3);
        Assert.AreEqual(3.2, (outer.X + inner.X) / 2, 0.3);
        Assert.AreEqual(2.6, mouth.X, 0.6);
        Assert.IsTrue(chin.Y < mouth.Y && mouth.Y < inner.Y, $"{chin.Y} {mouth.Y} {inner.Y}");
        // What moves both corners becomes a shape of each side.
        Shape left = head.Shapes.Single(s => s.Name == "mouthSmile_L"), right = head.Shapes.Single(s => s.Name == "mouthSmile_R");
        Assert.IsTrue(left.Indices.All(i => head.Points[3 * i] > -0.8f));
        Assert.IsTrue(right.Indices.All(i => head.Points[3 * i] < 0.8f));
        Assert.AreEqual(left.Indices.Length, right.Indices.Length);
        // The whole body rises with every person, the head does not.
        Assert.IsTrue(Enumerable.Range(0, head.Count).All(i => MathF.Abs(head.Identities[0][(3 * i) + 1]) < 1e-3f));
        Assert.IsGreaterThan(0.05f, head.Identities[0].Max());
    }

    /// <summary>A movement that the head lacks would be left out without a word, and the emotion with it.</summary>
    [TestMethod]
    public void TheHeadMakesEveryMovementOfThePrototypes()
    {
        using var folder = new TemporaryFolder();
        Head head = MakeHumanFolder.Read(TinyBody.Write(folder["mh"]));
        string[] known = [.. head.Shapes.Select(s => s.Name.Split('_')[0]).Distinct()];
        foreach (Prototype way in EmotionTable.All.SelectMany(Prototypes.Ways))
        {
            foreach ((string name, _, _, _) in way.Moves)
                CollectionAssert.Contains(known, name);
        }
    }

    [TestMethod]
    public void TheSameSeedMakesTheSameClipAndTheOtherShaderAnother()
    {
        using var folder = new TemporaryFolder();
        Head head = MakeHumanFolder.Read(TinyBody.Write(folder["mh"]));
        head.Openness = Occlusion.Bake(head);
        byte[] frame = new ClipMaker(head, Small).Make(2).Clip.Frames[1];
        CollectionAssert.AreEqual(frame, new ClipMaker(head, Small).Make(2).Clip.Frames[1]);
        CollectionAssert.AreNotEqual(frame, new ClipMaker(head, Small with { Plain = false }).Make(2).Clip.Frames[1]);
        Assert.IsGreaterThan(20, frame.Distinct().Count());
    }

    [TestMethod]
    [DataRow("targets/expression/units/caucasian/mouth-open.target", "1 2 3\n", "line 1: the number of a point and three distances are needed")]
    [DataRow("targets/expression/units/caucasian/mouth-open.target", "999999 1 2 3\n", "line 1: the number of a point and three distances are needed")]
    [DataRow("targets/macrodetails/asian-male-old.target", null, "the clone is not complete")]
    [DataRow("3dobjs/base.obj", null, "no head model")]
    public void ADamagedCloneGetsOneSentence(string file, string? content, string message)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(TinyBody.Write(folder["mh"]), "makehuman", "data", file);
        File.Delete(path);
        if (content is not null)
            File.WriteAllText(path, content);
        (int code, string output, string error) = ProgramTests.Run("--makehuman", folder["mh"], "--out", folder["out"], "--cache", folder["cache"]);
        Assert.AreEqual((1, ""), (code, output));
        StringAssert.Contains(error, message);
        Assert.AreEqual(error.Length - 1, error.IndexOf('\n', StringComparison.Ordinal), error);
    }

    /// <summary>With the real head, which is not in the repository.</summary>
    [TestMethod]
    public void TheRealHeadIsReadAndDrawn()
    {
        if (Environment.GetEnvironmentVariable("MMADFER_MAKEHUMAN") is not { Length: > 0 } clone)
        {
            Assert.Inconclusive($"SKIPPED: MMADFER_MAKEHUMAN does not name a clone of MakeHuman. {MakeHumanFolder.Where}");
            return;
        }
        Head head = HeadCache.Open(Path.Combine(Path.GetTempPath(), "mmadfer-people"), "makehuman", MakeHumanFolder.Files(clone), () => MakeHumanFolder.Read(clone));
        Assert.IsGreaterThan(3000, head.Count);
        // Landmarks of both sides mirror each other.
        foreach ((int right, int left) in (ReadOnlySpan<(int, int)>)[(17, 26), (36, 45), (48, 54)])
        {
            Assert.AreEqual(-head.Landmark(right).X, head.Landmark(left).X, 0.4);
            Assert.AreEqual(head.Landmark(right).Y, head.Landmark(left).Y, 0.3);
        }
        // Nothing of the mouth's inside lies before the lips, and both eyes look through the opening of their lids.
        HashSet<int> skin = [.. Points(Surface.Skin)], inside = [.. Points(Surface.MouthInside)];
        Assert.IsTrue(inside.Except(skin).All(i => head.Points[(3 * i) + 2] < head.Landmark(62).Z - 0.8f));
        float middle = (head.Landmark(43).Y + head.Landmark(47).Y) / 2, low = Points(Surface.LeftEye).Min(i => head.Points[(3 * i) + 1]), high = Points(Surface.LeftEye).Max(i => head.Points[(3 * i) + 1]);
        Assert.AreEqual((low + high) / 2, middle, 0.1);
        var clip = new ClipMaker(head, Small).Still(new ClipRecipe(0, Emotion.Happiness, 1));
        Assert.IsGreaterThan(40, clip.Distinct().Count());

        IEnumerable<int> Points(Surface surface) => Enumerable.Range(0, head.Surfaces.Length).Where(t => head.Surfaces[t] == surface).SelectMany(t => head.Triangles[(3 * t)..((3 * t) + 3)]);
    }
}
