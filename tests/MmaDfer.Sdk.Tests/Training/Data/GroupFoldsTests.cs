using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Training.Data;

/// <summary>Folds of whole groups.</summary>
[TestClass]
public sealed class GroupFoldsTests
{
    [TestMethod]
    public void FoldsHaveWholeGroupsAndEvenLabels()
    {
        // 20 people with 3 to 9 clips of five labels, of which the last is rare.
        ClipDataset data = Create(Enumerable.Range(0, 20).SelectMany(p => Enumerable.Range(0, 3 + p * 7 % 7).Select(c => (Label: (p + c) % 9 > 7 ? 4 : (p + c) % 4, Person: (string?)$"p{p}"))));
        IReadOnlyList<DatasetSplit> folds = data.SplitIntoFolds(5, seed: 3);
        Assert.HasCount(5, folds);
        CollectionAssert.AreEquivalent(data.Clips.ToArray(), folds.SelectMany(f => f.Validation.Clips).ToArray());
        foreach (DatasetSplit fold in folds)
        {
            Assert.AreEqual(data.Clips.Count, fold.Training.Clips.Count + fold.Validation.Clips.Count);
            Assert.IsEmpty(fold.Training.Clips.Select(c => c.Group).Intersect(fold.Validation.Clips.Select(c => c.Group)));
        }
        for (int label = 0; label < 5; label++)
        {
            int[] counts = [.. folds.Select(f => f.Validation.Clips.Count(c => c.Label == label))];
            Assert.IsTrue(counts.Max() - counts.Min() <= 4, $"label {label}: {string.Join(", ", counts)}");
        }
        // The same seed gives the same folds, another one others.
        Assert.AreEqual(Describe(folds), Describe(data.SplitIntoFolds(5, seed: 3)));
        Assert.AreNotEqual(Describe(folds), Describe(data.SplitIntoFolds(5, seed: 4)));
    }

    [TestMethod]
    public void WithoutANumberEachGroupIsAFold()
    {
        ClipDataset data = Create(Enumerable.Range(0, 12).Select(i => (i % 3, (string?)$"p{i % 4}")));
        IReadOnlyList<DatasetSplit> folds = data.SplitIntoFolds(null, seed: 1);
        CollectionAssert.AreEquivalent(new[] { "p0", "p1", "p2", "p3" }, folds.Select(f => f.Validation.Clips.Select(c => c.Group!).Distinct().Single()).ToArray());
    }

    [TestMethod]
    public void ClipsWithoutAGroupAreGroupsOfTheirOwn()
    {
        ClipDataset data = Create([.. Enumerable.Range(0, 6).Select(i => (i % 2, (string?)null)), (0, "p"), (1, "p")]);
        Assert.HasCount(3, data.SplitIntoFolds(3, seed: 1));
        StringAssert.Contains(Assert.ThrowsExactly<DatasetException>(() => data.SplitIntoFolds(null, 1)).Message, "6 of 8 clips name no group");
    }

    [TestMethod]
    public void TooFewGroupsAreRefused()
    {
        ClipDataset one = Create(Enumerable.Range(0, 6).Select(i => (i % 2, (string?)"anna")));
        StringAssert.Contains(Assert.ThrowsExactly<DatasetException>(() => one.SplitIntoFolds(null, 1)).Message, "of one group ('anna'), so there is nobody else");
        StringAssert.Contains(Assert.ThrowsExactly<DatasetException>(() => one.SplitIntoFolds(2, 1)).Message, "of one group ('anna')");
        ClipDataset three = Create(Enumerable.Range(0, 6).Select(i => (i % 2, (string?)$"p{i % 3}")));
        StringAssert.Contains(Assert.ThrowsExactly<DatasetException>(() => three.SplitIntoFolds(4, 1)).Message, "3 groups, fewer than 4 folds");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => three.SplitIntoFolds(1, 1));
    }

    private static ClipDataset Create(IEnumerable<(int Label, string? Person)> clips) => new(
        ["a", "b", "c", "d", "e"], [.. clips.Select((c, i) => new LabeledClip($"clip {i}", c.Label, $"{i}.y4m", null) { Group = c.Person })]);

    private static string Describe(IReadOnlyList<DatasetSplit> folds) =>
        string.Join('|', folds.Select(f => string.Join(',', f.Validation.Clips.Select(c => c.Id))));
}
