using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Live;

namespace MmaDfer.Sdk.Tests.Faces.Health;

/// <summary>
/// Flags of drawn people who are seen worse and worse. Where the demo model's accuracy falls by 10 points, or a step later, the flag must
/// be up for most; for people who are seen well, all are down. The benchmark "health" has all steps.
/// </summary>
[TestClass]
public sealed class FaceHealthTests
{
    private const int Clips = 70;
    private static EmotionRecognizer s_recognizer = null!;
    private static HealthTrial s_trial = null!;
    private static HealthStep s_clean = null!;

    [ClassInitialize]
    public static void Open(TestContext context)
    {
        s_recognizer = EmotionRecognizer.Load(Path.Combine(AppContext.BaseDirectory, "demo.safetensors"), new() { Engine = new CpuEngine(1) });
        s_trial = new HealthTrial(s_recognizer, Clips);
        s_clean = s_trial.RunTurned(0);
    }

    [ClassCleanup]
    public static void Close() => s_recognizer.Dispose();

    [TestMethod]
    public void FacesThatAreSeenWellHaveNoFlag()
    {
        const ReadingFlags all = ReadingFlags.SmallFace | ReadingFlags.FaceAtEdge | ReadingFlags.TurnedAway | ReadingFlags.Blurred
            | ReadingFlags.TooDark | ReadingFlags.TooBright | ReadingFlags.Covered | ReadingFlags.SeveralFaces | ReadingFlags.StillPicture;
        Assert.IsGreaterThan(85, s_clean.Accuracy);
        int flagged = s_clean.Flags.Count(flags => (flags & all) != 0);
        Assert.IsLessThanOrEqualTo(2, flagged, string.Join('\n', s_clean.Flags.Zip(s_clean.Figures).Where(c => c.First != 0)));
    }

    /// <param name="name">The way.</param>
    /// <param name="before">The last step before the fall.</param>
    /// <param name="fall">The first step at which 10 points are lost.</param>
    /// <param name="next">The step after it, at which the flag must be up.</param>
    [TestMethod]
    [DataRow("size", 24f, 16f, 12f)]
    [DataRow("edge", 0.1f, 0.15f, 0.2f)]
    [DataRow("blur", 0.02f, 0.03f, 0.04f)]
    [DataRow("dark", 0.5f, 0.3f, 0.2f)]
    [DataRow("bright", 3f, 4f, 5f)]
    [DataRow("mouth", 0f, 0.2f, 0.4f)]
    [DataRow("eyes", 0.2f, 0.4f, 0.6f)]
    public void FlagsAreUpWhereTheAccuracyFalls(string name, float before, float fall, float next)
    {
        Degradation way = Degradation.All.Single(w => w.Name == name);
        int at = Array.IndexOf(way.Steps, fall);
        Assert.AreEqual((before, next), (way.Steps[at - 1], way.Steps[at + 1]), "steps in a row");
        Check(s_trial.Run(way, before), s_trial.Run(way, fall), s_trial.Run(way, next), way.Flag);
    }

    [TestMethod]
    public void HeadsThatTurnAwayAreFlagged() =>
        Check(s_trial.RunTurned(20), s_trial.RunTurned(30), s_trial.RunTurned(40), ReadingFlags.TurnedAway);

    [TestMethod]
    public void FiguresAreMeansAndFlagsAreOfMostFrames()
    {
        var health = new FaceHealth(32);
        Assert.IsNull(health.Quality);
        Assert.AreEqual(ReadingFlags.None, health.Flags);
        foreach (float brightness in (float[])[0.1f, 0.2f, 0.9f])
            health.Add(Good with { Brightness = brightness, Eyes = null, Mouth = null });
        Assert.AreEqual(ReadingFlags.TooDark, health.Flags, "two of three");
        Assert.AreEqual(0.4f, health.Quality!.Value.Brightness, 1e-6f);
        Assert.IsNull(health.Quality!.Value.Eyes);
        health.Add(Good with { Brightness = 0.8f, Eyes = 0.4f, Faces = 2, Unchanged = TimeSpan.FromSeconds(3) });
        Assert.AreEqual(ReadingFlags.StillPicture, health.Flags, "two of four are not most");
        Assert.AreEqual((0.4f, 2), (health.Quality!.Value.Eyes, health.Quality!.Value.Faces));
        health.Clear();
        Assert.IsNull(health.Quality);
        Assert.AreEqual(ReadingFlags.None, health.Flags);
    }

    [TestMethod]
    public void EachFigureHasItsFlag()
    {
        Assert.AreEqual(ReadingFlags.None, FaceLimits.Check(Good, 32));
        Assert.AreEqual(ReadingFlags.None, FaceLimits.Check(Good with { Pose = null, Eyes = null, Mouth = null }, 32), "what is not known is not bad");
        Assert.AreEqual(ReadingFlags.SmallFace, FaceLimits.Check(Good with { Size = 72 }, 112));
        Assert.AreEqual(ReadingFlags.FaceAtEdge, FaceLimits.Check(Good with { Inside = 0.8f }, 32));
        Assert.AreEqual(ReadingFlags.TurnedAway, FaceLimits.Check(Good with { Pose = new(-26, 0, 0) }, 32));
        Assert.AreEqual(ReadingFlags.TurnedAway, FaceLimits.Check(Good with { Pose = new(0, 33, 0) }, 32));
        Assert.AreEqual(ReadingFlags.None, FaceLimits.Check(Good with { Pose = new(0, 0, 80) }, 32), "a tilted head is not turned away");
        Assert.AreEqual(ReadingFlags.Blurred, FaceLimits.Check(Good with { Blur = 0.02f }, 32));
        Assert.AreEqual(ReadingFlags.TooBright, FaceLimits.Check(Good with { BurntOut = 0.5f }, 32));
        Assert.AreEqual(ReadingFlags.Covered, FaceLimits.Check(Good with { Eyes = 0.1f }, 32));
        Assert.AreEqual(ReadingFlags.Covered, FaceLimits.Check(Good with { Mouth = 0.1f }, 32));
        Assert.AreEqual(ReadingFlags.SeveralFaces, FaceLimits.Check(Good with { Faces = 2 }, 32));
    }

    private static MmaDfer.Sdk.Faces.FaceQuality Good => new()
    {
        Size = 100, Inside = 1, Pose = new(5, -5, 3), Brightness = 0.6f, BurntOut = 0.02f, Blur = 0.001f, Eyes = 0.6f, Mouth = 0.6f, Faces = 1,
    };

    private static void Check(HealthStep before, HealthStep fall, HealthStep next, ReadingFlags flag)
    {
        string figures = string.Join("; ", new[] { s_clean, before, fall, next }.Select(s => $"{s.Strength}: {s.Accuracy:0.0} %, flag {s.Flagged(flag):0.0} %"));
        Console.WriteLine(figures);
        // With one clip of 70 to spare: machines round differently.
        Assert.IsLessThan(10 + 1.5, s_clean.Accuracy - before.Accuracy, figures);
        Assert.IsGreaterThan(10 - 1.5, s_clean.Accuracy - fall.Accuracy, figures);
        Assert.IsLessThan(65, before.Flagged(flag), figures);
        Assert.IsGreaterThan(50, next.Flagged(flag), figures);
    }
}
