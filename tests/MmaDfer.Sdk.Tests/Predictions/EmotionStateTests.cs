using MmaDfer.Sdk.Predictions;

namespace MmaDfer.Sdk.Tests.Predictions;

[TestClass]
public sealed class EmotionStateTests
{
    private static readonly string[] s_labels = ["happiness", "neutral", "anger"];
    private static readonly EmotionStreamOptions s_plain = new() { Smoothing = TimeSpan.Zero, Hysteresis = 0, MinHold = TimeSpan.Zero };

    [TestMethod]
    public void WithAllOptionsOffAReadingIsThePrediction()
    {
        var state = new EmotionState(s_plain, s_labels);
        EmotionReading reading = Next(state, 1, ReadingFlags.None, 0.5f, 0.2f, 0.3f);
        Assert.AreEqual("happiness", reading.Label);
        Assert.AreEqual(0.5f, reading.Confidence);
        CollectionAssert.AreEqual(reading.Raw!.Probabilities.ToArray(), reading.Probabilities.ToArray());
        Assert.AreSame(s_labels, reading.Labels);
        Assert.AreEqual(0.5f * 0.745f + 0.3f * -0.75f, reading.Valence!.Value, 1e-5f);
        Assert.AreEqual(0.5f * 0.7625f + 0.3f * 0.62f, reading.Arousal!.Value, 1e-5f);
        Assert.AreEqual("anger", Next(state, 1.25, ReadingFlags.None, 0.3f, 0.2f, 0.5f).Label);
    }

    [TestMethod]
    public void WhileWarmingUpTheLabelDoesNotChangeAndNothingIsRemembered()
    {
        var state = new EmotionState(new EmotionStreamOptions(), s_labels);
        EmotionReading cold = Next(state, 1, ReadingFlags.WarmingUp, 1, 0, 0);
        Assert.IsNull(cold.Label);
        Assert.AreEqual(0, cold.Confidence);
        Assert.AreEqual(1, cold["happiness"]);
        EmotionReading warm = Next(state, 1.25, ReadingFlags.None, 0, 0, 1);
        Assert.AreEqual("anger", warm.Label);
        Assert.AreEqual(1, warm.Confidence, "nothing of what was before");
    }

    [TestMethod]
    public void WithoutFaceAndAudioThereIsNoEmotion()
    {
        var state = new EmotionState(new EmotionStreamOptions(), s_labels);
        Next(state, 1, ReadingFlags.None, 1, 0, 0);
        EmotionReading nothing = state.Next(null, TimeSpan.FromSeconds(2), ReadingFlags.NoFace | ReadingFlags.NoAudio);
        Assert.IsNull(nothing.Label);
        Assert.IsNull(nothing.Raw);
        Assert.IsNull(nothing.Valence);
        CollectionAssert.AreEqual(new float[3], nothing.Probabilities.ToArray());
        Assert.AreEqual("anger", Next(state, 2.1, ReadingFlags.None, 0, 0, 1).Label, "the label before is not held");
    }

    [TestMethod]
    public void GroupsAreSmoothedAndHeldLikeLabels()
    {
        var map = new Dictionary<string, string> { ["happiness"] = "good", ["neutral"] = "good", ["anger"] = "bad" };
        var state = new EmotionState(s_plain with { LabelMap = map, Hysteresis = 0.2f }, s_labels);
        EmotionReading reading = Next(state, 1, ReadingFlags.None, 0.3f, 0.3f, 0.4f);
        Assert.AreEqual("good", reading.Label);
        Assert.AreEqual(0.6f, reading.Confidence, 1e-6f);
        CollectionAssert.AreEqual((string[])["good", "bad"], reading.Labels.ToArray());
        Assert.AreEqual("anger", reading.Raw!.Label, "the network's own answer is not mapped");
        Assert.AreEqual("good", Next(state, 2, ReadingFlags.None, 0.25f, 0.2f, 0.55f).Label);
        Assert.AreEqual("bad", Next(state, 3, ReadingFlags.None, 0.2f, 0.15f, 0.65f).Label);
    }

    [TestMethod]
    public void ABaselineIsCapturedThenAppliedExceptToRaw()
    {
        var state = new EmotionState(s_plain, s_labels) { Capture = new BaselineCapture(TimeSpan.Zero, TimeSpan.FromSeconds(1)) };
        EmotionReading first = Next(state, 0.5, ReadingFlags.None, 0.1f, 0.3f, 0.6f);
        Assert.AreEqual(ReadingFlags.CapturingBaseline, first.Flags);
        Assert.AreEqual("anger", first.Label);
        Assert.IsNull(state.Baseline);
        Next(state, 0.7, ReadingFlags.NoFace, 0, 0, 1);
        Next(state, 0.8, ReadingFlags.WarmingUp, 0, 0, 1);
        EmotionReading last = Next(state, 1, ReadingFlags.None, 0.1f, 0.3f, 0.6f);
        Assert.AreEqual(MathF.Log(2), state.Baseline!.LogRatios[2], 1e-5f, "neither windows without a face nor those of warming up count");
        Assert.IsNull(state.Capture);
        Assert.AreEqual("neutral", last.Label);
        EmotionReading after = Next(state, 1.5, ReadingFlags.None, 0.1f, 0.3f, 0.6f);
        Assert.AreEqual(ReadingFlags.None, after.Flags);
        Assert.AreEqual("neutral", after.Label);
        Assert.AreEqual("anger", after.Raw!.Label);
    }

    [TestMethod]
    public void AnAdapterWithOtherLabelsRestartsTheState()
    {
        var state = new EmotionState(new EmotionStreamOptions(), s_labels) { Baseline = new EmotionBaseline(s_labels, [0, 0, 5]) };
        Next(state, 1, ReadingFlags.None, 1, 0, 0);
        string[] other = ["calm", "stressed"];
        EmotionReading reading = state.Next(
            new EmotionPrediction(other, new float[2], [0.2f, 0.8f], default, default, true, true), TimeSpan.FromSeconds(1.1), ReadingFlags.None);
        Assert.AreEqual("stressed", reading.Label);
        Assert.AreEqual(0.8f, reading.Confidence, 1e-6f);
        Assert.IsNull(reading.Valence, "these were not rated");
    }

    [TestMethod]
    public void ADefaultReadingIsHarmless()
    {
        EmotionReading none = default;
        Assert.IsNull(none.Label);
        Assert.AreEqual(0, none.Confidence);
        Assert.IsEmpty(none.Labels);
        Assert.AreEqual(0, none.Probabilities.Length);
        Assert.AreEqual(0, none["anger"]);
        Assert.AreEqual("00:00:00.0 - (0%)", none.ToString().Replace(" %", "%", StringComparison.Ordinal));
    }

    [TestMethod]
    [DataRow(0.0, "00:00:00.0")]
    [DataRow(3723.46, "01:02:03.4")]
    [DataRow(-1.5, "-00:00:01.5")]
    [DataRow(-0.04, "00:00:00.0")]
    [DataRow(86400.0, "1.00:00:00.0")]
    [DataRow(-93784.5, "-1.02:03:04.5")]
    [DataRow(1.7e9, "19675.22:13:20.0")]
    public void TheTextOfAReadingHasItsTime(double seconds, string expected)
    {
        var state = new EmotionState(new EmotionStreamOptions(), s_labels);
        EmotionReading reading = Next(state, seconds, ReadingFlags.None, 1, 0, 0);
        StringAssert.StartsWith(reading.ToString(), expected + " happiness (");
    }

    private static EmotionReading Next(EmotionState state, double seconds, ReadingFlags flags, params float[] probabilities)
    {
        TimeSpan time = TimeSpan.FromSeconds(seconds);
        return state.Next(new EmotionPrediction(s_labels, new float[3], probabilities, time, time, true, true), time, flags);
    }
}
