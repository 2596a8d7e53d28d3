using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Sdk.Models;

namespace MmaDfer.Sdk.Tests.SyntheticFaces;

[TestClass]
public sealed class EmotionTableTests
{
    [TestMethod]
    public void LabelsAreThoseOfDfewInTheirOrder()
    {
        CollectionAssert.AreEqual(EmotionLabels.Dfew.ToArray(), EmotionTable.All.Select(EmotionTable.Label).ToArray());
        CollectionAssert.AreEqual(Enumerable.Range(0, 7).ToArray(), EmotionTable.All.Select(e => (int)e).ToArray());
    }

    [TestMethod]
    public void FaceAndVoiceTogetherDetermineTheEmotion() =>
        Assert.HasCount(7, EmotionTable.All.Select(e => (EmotionTable.Face(e), EmotionTable.Voice(e))).Distinct().ToArray());

    [TestMethod]
    public void NeitherAloneCanBeRightMoreOftenThanFourTimesInSeven()
    {
        Assert.AreEqual(4.0 / 7, Ceiling(EmotionTable.Face), 1e-12);
        Assert.AreEqual(4.0 / 7, Ceiling(EmotionTable.Voice), 1e-12);
    }

    [TestMethod]
    public void SomePairsDifferOnlyInTheVoiceAndSomeOnlyInTheFace()
    {
        CollectionAssert.AreEquivalent(
            new[] { "sadness neutral", "anger disgust", "surprise fear" }, Pairs(EmotionTable.Face));
        CollectionAssert.AreEquivalent(
            new[] { "happiness surprise", "sadness fear", "neutral disgust" }, Pairs(EmotionTable.Voice));
    }

    /// <summary>Share of right guesses of whoever knows the group and guesses the likeliest of its emotions.</summary>
    private static double Ceiling<TGroup>(Func<Emotion, TGroup> group) =>
        EmotionTable.All.GroupBy(group).Sum(emotions => 1.0 / emotions.Count() * emotions.Count()) / EmotionTable.All.Count;

    private static string[] Pairs<TGroup>(Func<Emotion, TGroup> group) =>
    [
        .. EmotionTable.All.GroupBy(group).Where(g => g.Count() > 1).Select(g => string.Join(' ', g.Select(EmotionTable.Label))),
    ];
}
