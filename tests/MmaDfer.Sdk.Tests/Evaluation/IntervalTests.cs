using MmaDfer.Sdk.Evaluation;

namespace MmaDfer.Sdk.Tests.Evaluation;

/// <summary>Intervals, groups and comparisons of evaluations.</summary>
[TestClass]
public sealed class IntervalTests
{
    private static readonly string[] s_labels = ["a", "b", "c"];

    /// <summary>Of many data sets drawn from the same people, about 95 % have the true value in their interval.</summary>
    [TestMethod]
    public void TheTrueValueIsInTheInterval()
    {
        var random = new Random(3);
        double[] truth = [0.9, 0.7, 0.5];
        const int sets = 300;
        int uar = 0, war = 0;
        for (int set = 0; set < sets; set++)
        {
            EvaluationResult result = Result(Enumerable.Range(0, 150).Select(i => Clip(i, i % 3, random.NextDouble() < truth[i % 3])));
            Assert.IsFalse(result.Intervals.ByGroup);
            uar += result.Intervals.Uar.Contains(70) ? 1 : 0;
            war += result.Intervals.War.Contains(70) ? 1 : 0;
        }
        Assert.IsInRange(0.90 * sets, 0.99 * sets, uar);
        Assert.IsInRange(0.90 * sets, 0.99 * sets, war);
    }

    /// <summary>People differ, so intervals over people are wider than over clips; only they hold the truth about other people.</summary>
    [TestMethod]
    public void PeopleCountAsAWhole()
    {
        var random = new Random(4);
        const int sets = 200, people = 20;
        int byPeople = 0, byClips = 0;
        for (int set = 0; set < sets; set++)
        {
            // Everything of a person is recognised, or hardly anything: 60 % on average.
            double[] ease = [.. Enumerable.Range(0, people).Select(_ => random.NextDouble() < 0.5 ? 1.0 : 0.2)];
            EvaluatedClip[] clips = [.. Enumerable.Range(0, 12 * people).Select(i => Clip(i, i % 3, random.NextDouble() < ease[i / 12], $"person {i / 12}"))];
            EvaluationResult known = Result(clips), unknown = Result(clips.Select(c => c with { Group = null }));
            Assert.IsTrue(known.Intervals.ByGroup);
            Assert.IsFalse(unknown.Intervals.ByGroup);
            byPeople += known.Intervals.Uar.Contains(60) ? 1 : 0;
            byClips += unknown.Intervals.Uar.Contains(60) ? 1 : 0;
        }
        Assert.IsInRange(0.87 * sets, 0.99 * sets, byPeople);
        Assert.IsLessThan(0.75 * sets, byClips);
    }

    [TestMethod]
    public void TheSameClipsGiveTheSameIntervals()
    {
        EvaluatedClip[] clips = [.. Enumerable.Range(0, 60).Select(i => Clip(i, i % 3, i % 4 > 0))];
        Assert.AreEqual(Result(clips).Intervals, Result(clips).Intervals);
        EvaluationIntervals right = Result(clips.Select(c => c with { Predicted = c.Label })).Intervals;
        Assert.AreEqual(new ConfidenceInterval { Low = 100, High = 100 }, right.Uar);
        Assert.AreEqual("100.0 to 100.0", $"{right.War}");
    }

    [TestMethod]
    public void GroupsAreListedTheWorstFirst()
    {
        EvaluationResult result = Result(
            [Clip(0, 0, true, "x"), Clip(1, 1, true, "x"), Clip(2, 0, true, "y"), Clip(3, 1, false, "y"), Clip(4, 2, false, "y"), Clip(5, 2, true, null)]);
        CollectionAssert.AreEqual(new[] { "y", "x" }, result.Groups.Select(g => g.Name).ToArray());
        Assert.AreEqual(3, result.Groups[0].Clips);
        Assert.AreEqual(100 / 3.0, result.Groups[0].Metrics.Uar, 1e-9);
        Assert.AreEqual(100, result.Groups[1].Metrics.War);
        Assert.IsNull(result.Groups[1].Metrics.Recalls[2]);
        Assert.AreEqual(0.1, result.Groups[1].ExpectedCalibrationError, 1e-6);
        Assert.IsFalse(result.Intervals.ByGroup, "one clip has no group");
    }

    /// <summary>Both models are judged on the same drawn clips: a small difference on the same clips is seen that two intervals alone would hide.</summary>
    [TestMethod]
    public void ADifferenceIsPaired()
    {
        EvaluatedClip[] before = [.. Enumerable.Range(0, 120).Select(i => Clip(i, i % 3, i % 2 == 0))];
        EvaluatedClip[] after = [.. before.Select((c, i) => i % 10 == 1 ? c with { Predicted = c.Label } : c)];
        EvaluationComparison gain = EvaluationComparison.Of(Result(before), Result(after));
        Assert.AreEqual(10, gain.War, 1e-9);
        Assert.AreEqual(10, gain.Uar, 1e-9);
        Assert.IsInRange(4, 7, gain.Intervals.War.Low);
        Assert.IsInRange(13, 17, gain.Intervals.War.High);
        Assert.IsGreaterThan(Result(after).Intervals.War.Low, Result(before).Intervals.War.High, "the two intervals alone overlap");
        EvaluationComparison none = EvaluationComparison.Of(Result(after), Result(after));
        Assert.AreEqual(new ConfidenceInterval(), none.Intervals.Uar);
        Assert.AreEqual(-gain.Uar, EvaluationComparison.Of(Result(after), Result(before)).Uar, 1e-9);
        Assert.ThrowsExactly<ArgumentException>(() => EvaluationComparison.Of(Result(before), Result(after[..^1])));
        Assert.ThrowsExactly<ArgumentException>(() => EvaluationComparison.Of(Result(before), Result(after.Reverse())));
    }

    [TestMethod]
    public void DoubtsAreWarnings()
    {
        var random = new Random(6);
        EvaluationResult guessed = Result(Enumerable.Range(0, 90).Select(i => Clip(i, i % 3, random.Next(3) == 0)));
        Assert.HasCount(1, guessed.Warnings);
        StringAssert.StartsWith(guessed.Warnings[0], "The 95 % interval of UAR, ");
        StringAssert.EndsWith(guessed.Warnings[0], "is not above chance (33.3 %): these 90 clips do not show that the model recognises anything.");
        EvaluatedClip[] good = [.. Enumerable.Range(0, 90).Select(i => Clip(i, i % 3, i % 5 > 0, "Ann"))];
        StringAssert.StartsWith(Result(good).Warnings.Single(), "All clips are of one group ('Ann')");
        StringAssert.StartsWith(Result(good.Select((c, i) => c with { Group = $"{i % 3}" })).Warnings.Single(), "There are only 3 groups");
        Assert.IsEmpty(Result(good.Select((c, i) => c with { Group = $"{i % 30}" })).Warnings);
        Assert.IsEmpty(Result(good.Select(c => c with { Group = null })).Warnings);
        Assert.IsEmpty(Result([Clip(0, 0, true), Clip(1, 0, true)]).Warnings, "chance says nothing of a single class");
    }

    private static EvaluationResult Result(IEnumerable<EvaluatedClip> clips) => new(s_labels, [.. clips], []);

    private static EvaluatedClip Clip(int id, int label, bool right, string? group = null)
    {
        int predicted = right ? label : (label + 1) % 3;
        float[] probabilities = [0.05f, 0.05f, 0.05f];
        probabilities[predicted] = 0.9f;
        return new EvaluatedClip { Id = $"{id}", Group = group, Label = label, Predicted = predicted, Probabilities = probabilities, Logits = [0, 0, 0] };
    }
}
