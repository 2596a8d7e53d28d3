using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Predictions;

namespace MmaDfer.Sdk.Tests.Predictions;

[TestClass]
public sealed class LabelMappingTests
{
    [TestMethod]
    public void ElevenLabelsBecomeFour()
    {
        var map = new Dictionary<string, string>
        {
            ["happiness"] = "glad", ["surprise"] = "glad", ["neutral"] = "calm",
            ["anger"] = "cross", ["disgust"] = "cross", ["contempt"] = "cross",
            ["sadness"] = "low", ["fear"] = "low", ["anxiety"] = "low", ["helplessness"] = "low", ["disappointment"] = "low",
        };
        var mapping = new LabelMapping(EmotionLabels.Mafw, map);
        CollectionAssert.AreEqual((string[])["glad", "low", "calm", "cross"], mapping.Labels.ToArray());
        float[] probabilities = [0.01f, 0.02f, 0.03f, 0.04f, 0.05f, 0.06f, 0.07f, 0.08f, 0.09f, 0.1f, 0.45f];
        Conformance.Closeness.Assert([0.06f, 0.73f, 0.03f, 0.18f], mapping.Apply(probabilities), 1e-6, "sums");
    }

    [TestMethod]
    public void LabelsWithoutAGroupKeepTheirNames()
    {
        var mapping = new LabelMapping(["a", "b", "c"], new Dictionary<string, string> { ["c"] = "a" });
        CollectionAssert.AreEqual((string[])["a", "b"], mapping.Labels.ToArray());
        CollectionAssert.AreEqual((float[])[0.75f, 0.25f], mapping.Apply([0.5f, 0.25f, 0.25f]));
        string[] labels = ["a", "b"];
        Assert.AreSame(labels, new LabelMapping(labels, null).Labels);
    }
}
