using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;

namespace MmaDfer.Sdk.Tests.Faces;

/// <summary>A face is followed in living rooms: in 95 % of the moments of each condition, and nowhere else.</summary>
[TestClass]
public sealed class FaceConditionTests
{
    private static readonly string[] s_models = [FaceModels.YuNetN, FaceModels.YuNetS, FaceModels.BlazeFace];

    private static SceneFrame? s_scene;

    public TestContext TestContext { get; set; } = null!;

    public static IEnumerable<object[]> Conditions => FaceConditions.All.Select(c => new object[] { c.Name });

    [TestMethod]
    [DynamicData(nameof(Conditions))]
    public void AFaceIsFollowedWhereThereIsOne(string condition)
    {
        foreach ((string model, FaceScore score) in Score(FaceConditions.All.Single(c => c.Name == condition)))
        {
            Assert.IsGreaterThanOrEqualTo(FaceCondition.Required, score.Found, $"{model}: {score}");
            Assert.AreEqual(0, score.False, $"{model}: {score}");
        }
    }

    [TestMethod]
    public void AFaceUpsideDownIsFollowedIfAskedFor()
    {
        FaceCondition condition = FaceConditions.All.Single(c => c.IsUnwanted) with { IsUnwanted = false };
        foreach ((string model, FaceScore score) in Score(condition, new() { IncludeUpsideDown = true }))
        {
            Assert.IsGreaterThanOrEqualTo(FaceCondition.Required, score.Found, $"{model}: {score}");
            Assert.AreEqual(0, score.False, $"{model}: {score}");
        }
    }

    /// <summary>Draws a condition and has it followed with all models.</summary>
    private (string Model, FaceScore Score)[] Score(FaceCondition condition, FaceTrackerOptions? options = null)
    {
        SceneFrame scene = s_scene ??= FaceConditions.OpenScene();
        FaceTracker[] trackers = [.. s_models.Select(m => new FaceTracker(new NeuralFaceFinder(FaceModels.Path(m)), options))];
        FaceScore[] scores = [.. s_models.Select(_ => new FaceScore())];
        var found = new List<FaceBox>();
        for (int i = 0; i < FaceCondition.FrameRate * FaceCondition.Seconds; i++)
        {
            double time = (double)i / FaceCondition.FrameRate;
            condition.Draw(scene.Empty(), time);
            for (int model = 0; model < trackers.Length; model++)
            {
                found.Clear();
                foreach (TrackedFace face in trackers[model].Update(scene.View, TimeSpan.FromSeconds(time)))
                {
                    if (face.Visible)
                        found.Add(face.Box);
                }
                scores[model].Add(condition, time, scene.Faces, found);
            }
        }
        TestContext.WriteLine($"{condition.Name,-32} {string.Join("   ", s_models.Zip(scores, (m, s) => $"{m}: {s}"))}");
        return [.. s_models.Zip(scores)];
    }
}
