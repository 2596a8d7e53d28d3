using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.Tests.Audio;

/// <summary>The demo model hears voices at other sample rates, and in other channels, nearly as at its own. The benchmark "rates" has all of them.</summary>
[TestClass]
public sealed class RateTrialTests
{
    private const int Clips = 70;

    [TestMethod]
    public void OtherRatesAndChannelsCostNothing()
    {
        string model = Path.Combine(AppContext.BaseDirectory, "demo.safetensors");
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(model, new() { Engine = new CpuEngine(1) });
        Assert.AreEqual(16000, recognizer.SampleRate);
        var trial = new RateTrial(Clips);
        string[] own = trial.Predict(recognizer, 16000);
        double accuracy = trial.Accuracy(own);
        Assert.IsGreaterThan(85, accuracy);
        Check("44.1 kHz", trial.Predict(recognizer, 44100));
        Check("48 kHz, on the right", trial.Predict(recognizer, 48000, voice => [RateTrial.Hiss(voice, 0.003), voice]));
        Check("in the centre of 5.1", trial.Predict(recognizer, 48000, voice => [new float[voice.Length], new float[voice.Length], [.. voice.Select(v => v * 1.41421356f)], new float[voice.Length], new float[voice.Length], new float[voice.Length]]));

        // The trial shows a difference where there is one: what a file that names no rate makes of it.
        using var folder = new TemporaryFolder();
        RateTrial.WriteWithoutRate(model, folder["nameless.safetensors"]);
        using EmotionRecognizer nameless = EmotionRecognizer.Load(folder["nameless.safetensors"], new() { Engine = new CpuEngine(1) });
        Assert.IsNull(nameless.SampleRate);
        CollectionAssert.AreEqual(own, trial.Predict(nameless, 16000));
        double native = trial.Accuracy(trial.Predict(nameless, 44100));
        Console.WriteLine($"without a name: {native:0.0} % at 44.1 kHz");
        Assert.IsGreaterThan(10, accuracy - native);

        void Check(string what, string[] labels)
        {
            Console.WriteLine($"{what}: {trial.Accuracy(labels):0.0} % instead of {accuracy:0.0} %");
            // Two clips of 70.
            Assert.AreEqual(accuracy, trial.Accuracy(labels), 3, what);
            Assert.IsLessThanOrEqualTo(4, labels.Zip(own).Count(pair => pair.First != pair.Second), what);
        }
    }
}
