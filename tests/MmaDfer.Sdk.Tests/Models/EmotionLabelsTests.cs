using MmaDfer.Sdk.Models;

namespace MmaDfer.Sdk.Tests.Models;

[TestClass]
public sealed class EmotionLabelsTests
{
    [TestMethod]
    public void TheListsAreOfficial()
    {
        CollectionAssert.AreEqual(
            new[] { "happiness", "sadness", "neutral", "anger", "surprise", "disgust", "fear" }, EmotionLabels.Dfew.ToArray());
        CollectionAssert.AreEqual(
            (string[])[.. EmotionLabels.Dfew, "contempt", "anxiety", "helplessness", "disappointment"], EmotionLabels.Mafw.ToArray());
    }

    [TestMethod]
    public void NamesOfListsAndListsOfNamesAreParsed()
    {
        Assert.AreSame(EmotionLabels.Dfew, EmotionLabels.Parse("dfew"));
        Assert.AreSame(EmotionLabels.Mafw, EmotionLabels.Parse(" MAFW "));
        CollectionAssert.AreEqual(new[] { "calm", "très énervé", "喜" }, EmotionLabels.Parse("calm, très énervé ,喜").ToArray());
    }

    [TestMethod]
    [DataRow("", "is empty")]
    [DataRow("a,,b", "is empty")]
    [DataRow("a,b,a", "'a' is there twice")]
    [DataRow("a,b\nc", "'b?c'")]
    public void BadListsAreRefused(string text, string expected) =>
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => EmotionLabels.Parse(text)).Message, expected);

    [TestMethod]
    public void LabelsAreFoundByName()
    {
        Assert.AreEqual(3, EmotionLabels.IndexOf(EmotionLabels.Dfew, "anger"));
        Assert.AreEqual(-1, EmotionLabels.IndexOf(EmotionLabels.Dfew, "Anger"));
        Assert.AreEqual(-1, EmotionLabels.IndexOf(EmotionLabels.Dfew, null));
    }

    [TestMethod]
    public void LabelsDependOnTheNumberOfClasses()
    {
        Assert.AreSame(EmotionLabels.Dfew, EmotionLabels.OfClasses(7));
        Assert.AreSame(EmotionLabels.Mafw, EmotionLabels.OfClasses(11));
        CollectionAssert.AreEqual(new[] { "class0", "class1" }, EmotionLabels.OfClasses(2).ToArray());
    }
}
