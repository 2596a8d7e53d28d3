using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;

namespace MmaDfer.Sdk.Tests.Faces;

/// <summary>A face is followed in living rooms: in 95 % of the moments of each condition, and nowhere else.</summary>
[TestClass]
public sealed class FaceConditionTests
{
    private static SceneFrame? s_scene;

    public TestContext TestContext { get; set; } = null!;

    public static IEnumerable<object[]> Conditions => FaceConditions.All.Select(c => new object[] { c.Name });

    /// <summary>The table of all conditions, for people: what each finder reaches.</summary>
    [TestMethod]
    public void ATableOfConditionsAndFinders()
    {
        string faces = Path.GetDirectoryName(FacePhotographs.Path("portrait"))!;
        var finders = new Dictionary<string, Func<IFaceFinder>>
        {
            ["n"] = () => new NeuralFaceFinder(Path.Combine(faces, "yunet_n_640_640.onnx")),
            ["s"] = () => new NeuralFaceFinder(Path.Combine(faces, "yunet_s_320_320.onnx")),
            ["blaze"] = () => new NeuralFaceFinder("/work/tests9/artifacts/face-model/face.onnx"),
        };
        foreach (FaceCondition condition in FaceConditions.All)
            TestContext.WriteLine($"{condition.Name,-32} {string.Join("   ", finders.Select(f => $"{f.Key}: {Score(condition, f.Value())}"))}");
    }

    private static FaceScore Score(FaceCondition condition, IFaceFinder finder)
    {
        SceneFrame scene = s_scene ??= FaceConditions.OpenScene();
        var tracker = new FaceTracker(finder);
        var score = new FaceScore();
        var found = new List<FaceBox>();
        for (int i = 0; i < FaceCondition.FrameRate * FaceCondition.Seconds; i++)
        {
            double time = (double)i / FaceCondition.FrameRate;
            condition.Draw(scene.Empty(), time);
            found.Clear();
            foreach (TrackedFace face in tracker.Update(scene.View, TimeSpan.FromSeconds(time)))
            {
                if (face.Visible)
                    found.Add(face.Box);
            }
            score.Add(condition, time, scene.Faces, found);
        }
        return score;
    }
}
