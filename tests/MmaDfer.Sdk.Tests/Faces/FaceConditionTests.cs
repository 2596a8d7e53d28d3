using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Faces.Tracking;
using MmaDfer.Sdk.Sources;

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

    /// <summary>A drawn face with an open mouth is almost as much of a face upside down, above all in a tight frame.</summary>
    [TestMethod]
    [DataRow("fear")]
    [DataRow("happiness")]
    [DataRow("surprise")]
    public void AFaceThatFillsItsFrameIsUprightFromAnyMomentOn(string clip)
    {
        foreach (string model in s_models)
        {
            var check = new UprightCheck(new NeuralFaceFinder(FaceModels.Path(model)));
            using var source = FrameSource.Open(Path.Combine(AppContext.BaseDirectory, "quickstart", clip + ".y4m"));
            int frames = 0;
            for (; source.TryRead(out FrameView frame, out _); frames++)
            {
                byte[] pixels = new byte[3 * frame.Width * frame.Height], turned = new byte[pixels.Length];
                frame.CopyTo(pixels, PixelLayout.Rgb24);
                for (int i = 0; i < pixels.Length; i++)
                    turned[i] = pixels[pixels.Length - 3 - (i / 3 * 3) + (i % 3)];
                var face = new FaceBox(6, 10, 84, 84) { Score = 0.9f };
                Assert.IsFalse(check.IsUpsideDown(new FramePart(new FrameView(pixels, frame.Width, frame.Height, PixelLayout.Rgb24)), face), $"{model}, frame {frames}");
                Assert.IsTrue(check.IsUpsideDown(new FramePart(new FrameView(turned, frame.Width, frame.Height, PixelLayout.Rgb24)), new FaceBox(6, 2, 84, 84) { Score = 0.9f }), $"{model}, frame {frames}, turned");
            }
            Assert.AreEqual(16, frames);
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
