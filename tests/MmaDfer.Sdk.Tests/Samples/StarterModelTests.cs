using System.Globalization;
using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Samples;

/// <summary>The starter model, on rendered people who ship with these tests: one clip of each emotion.</summary>
[TestClass]
public sealed class StarterModelTests
{
    private static readonly string Model = Path.Combine(AppContext.BaseDirectory, "starter.safetensors"), Clips = Path.Combine(AppContext.BaseDirectory, "Samples", "Starter");

    [TestMethod]
    public void ItIsSmallAndSaysWhatItIs()
    {
        Assert.IsLessThanOrEqualTo(20_000_000, new FileInfo(Model).Length);
        ModelInfo info = ModelInfo.Read(Model);
        CollectionAssert.AreEqual(EmotionLabels.Dfew.ToArray(), info.Labels.ToArray());
        StringAssert.Contains(info.Metadata["source"], "no photograph");
        Assert.AreEqual((true, 16_000, "true"), (info.AlignsFaces, info.SampleRate, info.Metadata["trained"]));
        Assert.IsInRange(0.3, 0.95, double.Parse(info.Metadata["sure_from"], CultureInfo.InvariantCulture));
    }

    [TestMethod]
    public void ItsResultsAreThoseOfTheCard()
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(Model);
        using EmotionRecognizer eight = EmotionRecognizer.Load(Model, new() { Engine = new CpuEngine { Precision = Precision.Int8 } });
        string[][] rows = [.. File.ReadLines(Path.Combine(Clips, "expected.csv")).Skip(1).Select(line => line.Split(','))];
        Assert.HasCount(7, rows);
        int right = 0;
        foreach (string[] row in rows)
        {
            var clip = Read(recognizer, row[0]);
            EmotionPrediction prediction = recognizer.Recognize(clip), rounded = eight.Recognize(clip);
            Assert.AreEqual(row[2], prediction.Label, row[0]);
            Assert.AreEqual(double.Parse(row[3], CultureInfo.InvariantCulture), prediction.Confidence, 0.01, row[0]);
            Assert.AreEqual(prediction.Label, rounded.Label, $"{row[0]} in 8 bit");
            Assert.AreEqual(prediction.Confidence, rounded.Confidence, 0.05, $"{row[0]} in 8 bit");
            right += prediction.Label == row[1] ? 1 : 0;
        }
        Assert.IsGreaterThanOrEqualTo(6, right);
    }

    private static Clip Read(EmotionRecognizer recognizer, string name)
    {
        using IFrameSource frames = FrameSource.Open(Path.Combine(Clips, name + ".y4m"));
        using IAudioSource audio = AudioSource.Open(Path.Combine(Clips, name + ".wav"));
        return recognizer.ReadClip(frames, audio);
    }
}
