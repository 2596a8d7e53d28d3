using MmaDfer.Sdk.Evaluation;

namespace MmaDfer.Sdk.Tests.Evaluation;

[TestClass]
public sealed class FoldSummaryTests
{
    [TestMethod]
    public void FoldsAreAveragedAndTheirClipsCountedTogether()
    {
        // Recalls of 50 and 100, then 100 and 100, then 0 and 100.
        var summary = new FoldSummary([Fold((0, 0), (0, 1), (1, 1)), Fold((0, 0), (1, 1)), Fold((0, 1), (1, 1))]);
        Assert.AreEqual(75, summary.Uar.Mean, 1e-9);
        Assert.AreEqual(25, summary.Uar.Deviation, 1e-9);
        Assert.AreEqual((200 / 3.0 + 100 + 50) / 3, summary.War.Mean, 1e-9);
        Assert.AreEqual(7, summary.Confusion.Total);
        Assert.AreEqual(2, summary.Confusion[0, 1]);
        Assert.AreEqual("75.00 ± 25.00", $"{summary.Uar}");
        Assert.AreEqual(0, new FoldSummary([Fold((0, 0))]).War.Deviation);
        Assert.ThrowsExactly<ArgumentException>(() => new FoldSummary([]));
    }

    [TestMethod]
    public void AResultContainsTheMetricsOfItsClips()
    {
        EvaluationResult fold = Fold((0, 0), (0, 1), (1, 1));
        // All confidences are 0.8, and two of three clips are recognised.
        Assert.AreEqual(0.8 - 2 / 3.0, fold.ExpectedCalibrationError, 1e-6);
        Assert.AreEqual(-(2 * Math.Log(0.8) + Math.Log(0.2)) / 3, fold.NegativeLogLikelihood, 1e-6);
        // The logits are twice as large, as of a model with the temperature 2. A confidence of two thirds needs log odds of 2
        // instead of 4.
        Assert.AreEqual(2 * Math.Log(4) / Math.Log(2), fold.FitTemperature(), 1e-4);
        Assert.ThrowsExactly<ArgumentException>(() => Fold());
    }

    [TestMethod]
    public void AllPublishedResultsAreListed()
    {
        Assert.HasCount(6, PublishedResult.All);
        Assert.AreEqual(77.51, PublishedResult.All.Single(p => p is { Dataset: "DFEW", ImageSize: 224 }).War);
    }

    private static EvaluationResult Fold(params (int Truth, int Predicted)[] clips) => new(
        ["a", "b"],
        [.. clips.Select((c, i) =>
        {
            float[] probabilities = [c.Predicted == 0 ? 0.8f : 0.2f, c.Predicted == 1 ? 0.8f : 0.2f];
            return new EvaluatedClip
            {
                Id = $"c{i}", Label = c.Truth, Predicted = c.Predicted, Probabilities = probabilities,
                Logits = [2 * MathF.Log(probabilities[0]), 2 * MathF.Log(probabilities[1])],
            };
        })],
        []);
}
