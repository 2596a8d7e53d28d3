using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Tests.Live;

namespace MmaDfer.Sdk.Tests;

/// <summary>What a game sees of a stream.</summary>
[TestClass]
public sealed class EmotionStreamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static TinyModel s_model = null!;

    [ClassInitialize]
    public static void CreateModel(TestContext _) => s_model = new TinyModel();

    [ClassCleanup]
    public static void DeleteModel() => s_model.Dispose();

    [TestMethod]
    public void AWindowGetsTheVeryAnswerOfAClip()
    {
        using EmotionRecognizer recognizer = Load();
        using EmotionStream stream = recognizer.OpenStream();
        var player = new LivePlayer(frameRate: 25, sampleRate: 16000);
        TimeSpan last = default;
        int compared = 0;
        for (int i = 0; i < 260; i++)
        {
            if (i % 2 == 0)
                player.PushFrame(stream);
            else
                player.PushAudio(stream);
            if (player.WaitForReading(stream, Patience) is not { } reading)
                continue;
            bool isNew = reading.Time != last;
            last = reading.Time;
            if (!isNew || i < 200)
                continue;
            compared++;
            Assert.AreEqual(ReadingFlags.None, reading.Flags);
            EmotionPrediction expected = player.Recognize(recognizer, reading.Raw!.Start, reading.Raw.End);
            CollectionAssert.AreEqual(expected.Logits.ToArray(), reading.Raw.Logits.ToArray());
            CollectionAssert.AreEqual(expected.Probabilities.ToArray(), reading.Raw.Probabilities.ToArray());
            Assert.AreEqual(3, (reading.Raw.End - reading.Raw.Start).TotalSeconds, 1e-6);
        }
        Assert.IsGreaterThanOrEqualTo(3, compared);
    }

    private static EmotionRecognizer Load() => EmotionRecognizer.Load(s_model.Path, new() { Engine = new CpuEngine(1) });
}
