using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Recognition;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>The threads behind streams, after days.</summary>
[TestClass]
public sealed class LiveWorkersTests
{
    [TestMethod]
    [DataRow(int.MaxValue - 2u)]
    [DataRow(uint.MaxValue - 2u)]
    public void StreamsTakeTurnsAfterTheCounterWraps(uint turn)
    {
        using var model = new TinyModel();
        var options = new EmotionRecognizerOptions { Engine = new CpuEngine(1) };
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(model.Path, options);
        using LoadedNetwork network = LoadedNetwork.Load(() => ModelFile.Open(model.Path), options, null, default);
        using var workers = new LiveWorkers(network, twoClip: false) { Turn = turn };
        EmotionStream[] streams = [.. Enumerable.Range(0, 3).Select(_ => new EmotionStream(recognizer, new EmotionStreamOptions(), workers, _ => { }))];
        foreach (EmotionStream stream in streams)
            new LivePlayer(stream).Play(1);
        Assert.IsLessThan(1000u, unchecked(workers.Turn - turn), "it has counted on");
        Assert.IsGreaterThan(3u, unchecked(workers.Turn - turn));
        foreach (EmotionStream stream in streams)
        {
            Assert.IsTrue(stream.TryGetLatest(out EmotionReading reading));
            Assert.AreEqual(1, reading.Time.TotalSeconds, 0.3);
            stream.Dispose();
        }
    }
}
