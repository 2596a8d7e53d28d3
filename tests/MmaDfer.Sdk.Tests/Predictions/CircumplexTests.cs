using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Predictions;

namespace MmaDfer.Sdk.Tests.Predictions;

[TestClass]
public sealed class CircumplexTests
{
    [TestMethod]
    public void EveryPublishedEmotionHasAPlaceInItsQuadrant()
    {
        foreach (string label in EmotionLabels.Mafw)
        {
            (float valence, float arousal) = Circumplex.Of(label)!.Value;
            Assert.IsInRange(-1f, 1f, valence, label);
            Assert.IsInRange(-1f, 1f, arousal, label);
            Assert.AreEqual(label is "happiness" or "surprise", valence > 0, label);
            Assert.AreEqual(label is "sadness", arousal < 0, label);
        }
        Assert.AreEqual((0f, 0f), Circumplex.Of("neutral"));
        Assert.IsNull(Circumplex.Of("hunger"));
    }

    [TestMethod]
    public void TheRatingsAgreeWithOtherPublishedOnes()
    {
        // Russell and Mehrabian 1977: pleasure and arousal.
        (string Label, float Valence, float Arousal)[] other =
        [
            ("happiness", 0.81f, 0.51f), ("sadness", -0.63f, -0.27f), ("anger", -0.51f, 0.59f),
            ("surprise", 0.40f, 0.67f), ("disgust", -0.60f, 0.35f), ("fear", -0.64f, 0.60f),
        ];
        double sum = 0;
        foreach ((string label, float valence, float arousal) in other)
        {
            (float v, float a) = Circumplex.Of(label)!.Value;
            Assert.AreEqual(valence, v, 0.26, label);
            Assert.AreEqual(arousal, a, 0.26, label);
            sum += Math.Abs(v - valence) + Math.Abs(a - arousal);
        }
        Assert.AreEqual(0.1, sum / (2 * other.Length), 0.01);
    }

    [TestMethod]
    public void OnlyLabelsWithAPlaceCountInTheMean()
    {
        (float, float)?[] places = [(0.8f, 0.4f), null, (-0.6f, 0f)];
        (float valence, float arousal) = Circumplex.Mean([0.3f, 0.4f, 0.3f], places)!.Value;
        Assert.AreEqual(0.1f, valence, 1e-6f);
        Assert.AreEqual(0.2f, arousal, 1e-6f);
        Assert.IsNull(Circumplex.Mean([0, 1, 0], places));
    }
}
