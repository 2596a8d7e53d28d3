using MmaDfer.Sdk.Predictions;

namespace MmaDfer.Sdk.Tests.Predictions;

[TestClass]
public sealed class BaselineTests
{
    private static readonly string[] s_labels = ["happiness", "neutral", "anger", "fear"];

    [TestMethod]
    public void TheRestingFaceBecomesNeutral()
    {
        // At rest this player looks angry to the model.
        float[] rest = [0.05f, 0.2f, 0.74f, 0.01f];
        EmotionBaseline baseline = Capture(rest);
        float[] shifted = [.. rest];
        baseline.Apply(shifted);
        Assert.AreEqual(1, shifted.Sum(), 1e-6);
        Assert.IsGreaterThanOrEqualTo(0.5f, shifted[1]);
        // By the formula: anger and happiness end at a third of neutral, fear was below and stays.
        float total = 0.2f + 0.2f / 3 + 0.05f * Math.Min(1, 0.2f / 3 / 0.05f) + 0.01f;
        Assert.AreEqual(0.2f / total, shifted[1], 1e-5f);
        Assert.AreEqual(0.2f / 3 / total, shifted[2], 1e-5f);
        Assert.AreEqual(0.05f / total, shifted[0], 1e-5f);
        Assert.AreEqual(0.01f / total, shifted[3], 1e-5f);
    }

    [TestMethod]
    public void ARealExpressionRemains()
    {
        EmotionBaseline baseline = Capture([0.05f, 0.2f, 0.74f, 0.01f]);
        float[] angry = [0.001f, 0.001f, 0.997f, 0.001f], glad = [0.9f, 0.03f, 0.06f, 0.01f];
        baseline.Apply(angry);
        baseline.Apply(glad);
        Assert.AreEqual(2, Array.IndexOf(angry, angry.Max()));
        Assert.AreEqual(0, Array.IndexOf(glad, glad.Max()));
    }

    [TestMethod]
    public void APlayerWhoIsNeutralAtRestIsNotChanged()
    {
        EmotionBaseline baseline = Capture([0.02f, 0.94f, 0.02f, 0.02f]);
        float[] any = [0.3f, 0.2f, 0.4f, 0.1f];
        baseline.Apply(any);
        Conformance.Closeness.Assert([0.3f, 0.2f, 0.4f, 0.1f], any, 1e-6, "unchanged");
    }

    [TestMethod]
    public void ProbabilitiesOfZeroDoNoHarm()
    {
        EmotionBaseline baseline = Capture([0, 0, 1, 0]);
        float[] certain = [0, 0, 1, 0];
        baseline.Apply(certain);
        Assert.IsTrue(certain.All(float.IsFinite));
        Assert.AreEqual(1, certain.Sum(), 1e-6);
    }

    [TestMethod]
    public void OnlyWindowsDuringTheCaptureCount()
    {
        var capture = new BaselineCapture(Seconds(10), Seconds(5));
        Assert.IsNull(capture.Add(Prediction([1, 0, 0, 0], 8, 11)));
        Assert.IsNull(capture.Add(Prediction([0.4f, 0.4f, 0.1f, 0.1f], 10, 13)));
        Assert.IsNull(capture.Add(Prediction([0.1f, 0.4f, 0.4f, 0.1f], 11, 14)));
        EmotionBaseline baseline = capture.Add(Prediction([0.1f, 0.4f, 0.1f, 0.4f], 12, 15))!;
        CollectionAssert.AreEqual(s_labels, baseline.Labels.ToArray());
        float mean = MathF.Log(0.25f) * 2 / 3;
        Conformance.Closeness.Assert([mean, 0, mean, mean], baseline.LogRatios, 1e-5, "ratios");
    }

    [TestMethod]
    public void ACaptureNeedsAtLeastOneWindow()
    {
        var capture = new BaselineCapture(Seconds(10), Seconds(1));
        Assert.IsNull(capture.Add(Prediction([1, 0, 0, 0], 8, 11)));
        Assert.IsNull(capture.Add(Prediction([1, 0, 0, 0], 9, 12)));
        Assert.IsNotNull(capture.Add(Prediction([1, 0, 0, 0], 10, 13)));
    }

    [TestMethod]
    public void SavedNumbersAreChecked()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new EmotionBaseline(["a", "b"], [0, 0]));
        Assert.ThrowsExactly<ArgumentException>(() => new EmotionBaseline(s_labels, [0, 0]));
        Assert.ThrowsExactly<ArgumentException>(() => new EmotionBaseline(s_labels, [0, 0, float.NaN, 0]));
        EmotionBaseline kept = Capture([0.05f, 0.2f, 0.74f, 0.01f]);
        var again = new EmotionBaseline([.. kept.Labels], kept.LogRatios);
        CollectionAssert.AreEqual(kept.LogRatios.ToArray(), again.LogRatios.ToArray());
    }

    private static EmotionBaseline Capture(float[] rest) =>
        new BaselineCapture(TimeSpan.Zero, Seconds(3)).Add(Prediction(rest, 0, 3))!;

    private static EmotionPrediction Prediction(float[] probabilities, double start, double end) =>
        new(s_labels, new float[4], probabilities, Seconds(start), Seconds(end), true, true);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
