using MmaDfer.Samples.SyntheticPeople;
using MmaDfer.Samples.SyntheticPeople.Heads;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Samples.Tests.People;

[TestClass]
public sealed class HeadTests
{
    [TestMethod]
    public void AHeadIsReadWithItsPartsShapesAndIdentities()
    {
        using var folder = new TemporaryFolder();
        Head head = FaceKitFolder.Read(TinyHead.Write(folder["kit"]));
        CollectionAssert.AreEqual(TinyHead.Shapes, head.Shapes.Select(s => s.Name).ToArray());
        Assert.HasCount(2, head.Identities);
        Assert.HasCount(68, head.Landmarks);
        // Quads become two triangles; fluids are not drawn.
        Assert.AreEqual(2 * TinyHead.Sides * (TinyHead.Rings - 1), head.Surfaces.Count(s => s == Surface.Skin));
        foreach (Surface surface in (Surface[])[Surface.LeftEye, Surface.RightEye, Surface.Teeth, Surface.Lashes])
            CollectionAssert.Contains(head.Surfaces, surface);
        Assert.AreEqual(head.Surfaces.Length * 3, head.Triangles.Length);

        Shape jaw = head.Shapes.Single(s => s.Name == "jawOpen");
        Assert.IsGreaterThan(0, jaw.Indices.Length);
        Assert.IsTrue(jaw.Indices.All(i => head.Points[(3 * i) + 1] < -3.5f));
        for (int i = 0; i < jaw.Indices.Length; i++)
            Assert.AreEqual(-2, jaw.Moves[(3 * i) + 1], 1e-3);
        float[] wide = head.Person([2]);
        Assert.AreEqual(1.1f * head.Points[3 * 100], wide[3 * 100], 1e-2);
    }

    [TestMethod]
    [DataRow("generic_neutral_mesh.obj", null, "no head model")]
    [DataRow("jawOpen.obj", null, "the clone is not complete")]
    [DataRow("jawOpen.obj", "version https://git-lfs.github.com/spec/v1\n", "git lfs pull")]
    [DataRow("jawOpen.obj", "v 1 2 3\n", "1 points, but the neutral head has")]
    [DataRow("jawOpen.obj", "v 1 2\n", "line 1: a point needs three numbers")]
    [DataRow("generic_neutral_mesh.obj", "v 1 2 3\nf 1 2 3\n", "line 2: a point needs three numbers, a face three or more points of the file")]
    [DataRow("vertex_indices.json", "{}", "vertex_indices.json")]
    [DataRow("vertex_indices.json", "{\"expressions\": [\"../x\"], \"idx_to_landmark_verts\": []}", "68 landmarks and plain names")]
    public void ADamagedCloneGetsOneSentence(string file, string? content, string message)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(TinyHead.Write(folder["kit"]), "FaceXModel", file);
        if (content is null)
            File.Delete(path);
        else
            File.WriteAllText(path, content);
        (int code, string output, string error) = ProgramTests.Run("--facekit", folder["kit"], "--out", folder["out"], "--cache", folder["cache"]);
        Assert.AreEqual((1, ""), (code, output));
        StringAssert.Contains(error, message);
        Assert.AreEqual(error.Length - 1, error.IndexOf('\n', StringComparison.Ordinal), error);
        Assert.IsFalse(Directory.Exists(folder["out"]));
    }

    [TestMethod]
    public void TheCacheHoldsTheSameHeadUntilTheFilesChange()
    {
        using var folder = new TemporaryFolder();
        string kit = TinyHead.Write(folder["kit"]);
        int reads = 0;
        Head Open() => HeadCache.Open(folder["cache"], "tiny", FaceKitFolder.Files(kit), () =>
        {
            reads++;
            return FaceKitFolder.Read(kit);
        });
        Head first = Open(), second = Open();
        Assert.AreEqual(1, reads);
        CollectionAssert.AreEqual(first.Points, second.Points);
        CollectionAssert.AreEqual(first.Triangles, second.Triangles);
        CollectionAssert.AreEqual(first.Surfaces, second.Surfaces);
        CollectionAssert.AreEqual(first.Landmarks, second.Landmarks);
        CollectionAssert.AreEqual(first.Openness, second.Openness);
        CollectionAssert.AreEqual(first.Identities[1], second.Identities[1]);
        CollectionAssert.AreEqual(first.Shapes[2].Moves, second.Shapes[2].Moves);

        // A damaged cache is made again, a changed clone is read.
        string cache = Directory.GetFiles(folder["cache"]).Single();
        File.WriteAllBytes(cache, File.ReadAllBytes(cache)[..1000]);
        CollectionAssert.AreEqual(first.Points, Open().Points);
        Assert.AreEqual(2, reads);
        File.AppendAllText(Path.Combine(kit, "FaceXModel", "jawOpen.obj"), "# longer\n");
        Open();
        Assert.AreEqual(3, reads);
    }

    [TestMethod]
    public void OpennessIsLessInAHole()
    {
        using var folder = new TemporaryFolder();
        Head head = TinyHead.Read(folder["kit"]);
        // Teeth are behind the skin of this head, which has no mouth.
        float teeth = Mean(Surface.Teeth), skin = Mean(Surface.Skin);
        Assert.IsGreaterThan(0.9f, skin);
        Assert.IsLessThan(0.2f, teeth);

        float Mean(Surface surface) => Enumerable.Range(0, head.Surfaces.Length).Where(t => head.Surfaces[t] == surface)
            .SelectMany(t => head.Triangles[(3 * t)..((3 * t) + 3)]).Average(i => head.Openness[i]);
    }

    [TestMethod]
    public void FunctionsOfExactOperationsAreNearTheirModels()
    {
        for (double x = 0.001; x < 5; x *= 1.1)
        {
            Assert.AreEqual(Math.Log2(x), Curves.Log2(x), 1e-8);
            Assert.AreEqual(Math.Pow(x, 0.7), Curves.Power((float)x, 0.7), 1e-5);
        }
        for (double turn = -0.49; turn < 0.5; turn += 0.01)
            Assert.AreEqual(turn, Curves.Angle((float)(3 * Math.Sin(2 * Math.PI * turn)), (float)(3 * Math.Cos(2 * Math.PI * turn))), 2e-5);
    }
}
