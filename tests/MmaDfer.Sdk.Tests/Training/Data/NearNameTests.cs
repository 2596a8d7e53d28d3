using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Training.Data;

[TestClass]
public sealed class NearNameTests
{
    [TestMethod]
    [DataRow("hapiness", "happiness")]
    [DataRow("Happy", "happiness")]
    [DataRow("happyness", "happiness")]
    [DataRow("sad", "sadness")]
    [DataRow("angry", "anger")]
    [DataRow("surprised", "surprise")]
    [DataRow("suprise", "surprise")]
    [DataRow("fearful", "fear")]
    [DataRow("disgusted", "disgust")]
    [DataRow("netural", "neutral")]
    [DataRow("boredom", null)]
    [DataRow("9", null)]
    [DataRow("", null)]
    public void TheProbablyIntendedNameIsFound(string written, string? expected) => Assert.AreEqual(expected, NearName.Of(EmotionLabels.Dfew, written));
}
