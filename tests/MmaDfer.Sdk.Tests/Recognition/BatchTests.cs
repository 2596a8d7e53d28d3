using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Recognition;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tests.Clips;
using MmaDfer.Sdk.Tests.Engines.Picking;
using MmaDfer.Sdk.Tests.Live;
using MmaDfer.Sdk.Training;

namespace MmaDfer.Sdk.Tests.Recognition;

/// <summary>Several clips in one run, on an engine of which that is said to pay.</summary>
[TestClass]
public sealed class BatchTests
{
    private readonly TinyModel _model = new();
    private readonly FaultyEngine _gpu = new("gpu");
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Delete()
    {
        _gpu.Dispose();
        _model.Dispose();
        _folder.Dispose();
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void EachClipOfABatchGetsThePredictionOfASingleRun(bool twoClip)
    {
        using EmotionRecognizer alone = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(1), TwoClip = twoClip });
        using LoadedNetwork network = Load(new() { Engine = _gpu, MaxBatch = 5, TwoClip = twoClip });
        Assert.AreEqual(5, network.MaxBatch);
        Clip[] clips = [.. Enumerable.Range(1, 7).Select(n => Read(alone, 5 * n, n))];
        float[][] expected = [.. clips.Select(c => alone.Recognize(c).Probabilities.ToArray())];
        for (int count = 1; count <= clips.Length; count++)
        {
            int before = _gpu.Runs, views = clips.Take(count).Sum(c => c.Views);
            var answers = new EmotionPrediction[count];
            network.Recognize(clips.AsSpan(0, count).ToArray(), answers);
            for (int i = 0; i < count; i++)
                Closeness.Assert(expected[i], answers[i].Probabilities, 1e-6, $"{i} of {count}");
            // Fives as long as there are three or more, and the rest one by one.
            int runs = views / 5 + (views % 5 >= 3 ? 1 : views % 5);
            Assert.AreEqual(runs, _gpu.Runs - before, $"{count} clips, {views} views");
        }
    }

    [TestMethod]
    public void StreamsThatAreDueTogetherAreRunTogether()
    {
        using EmotionRecognizer alone = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(1) });
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = _gpu, MaxBatch = 5 });
        EmotionStream[] streams = [.. Enumerable.Range(0, 4).Select(_ => recognizer.OpenStream())];
        LivePlayer[] players = [.. streams.Select((s, i) => new LivePlayer(s) { Box = new FaceBox(i, i, 30, 30) })];
        foreach (LivePlayer player in players)
            player.Play(3);
        // While the engine is at work for one, the others become due.
        _gpu.Delay = TimeSpan.FromMilliseconds(200);
        int before = _gpu.Runs;
        long readings = streams.Sum(s => s.Statistics.Readings);
        byte[] pixels = LivePlayer.Frame(77);
        for (int i = 0; i < 3; i++)
        {
            foreach (EmotionStream stream in streams)
                stream.PushFrame(new FrameView(pixels, LivePlayer.Size, LivePlayer.Size, PixelLayout.Rgb24), TimeSpan.FromSeconds(4 + i));
            foreach (LivePlayer player in players)
                player.Settle();
        }
        Assert.AreEqual(12, streams.Sum(s => s.Statistics.Readings) - readings);
        Assert.IsLessThan(12, _gpu.Runs - before);
        foreach (EmotionStream stream in streams)
        {
            Assert.IsTrue(stream.TryGetLatest(out EmotionReading reading));
            Assert.AreEqual(6, reading.Time.TotalSeconds);
            Assert.IsNull(stream.Fault);
        }
    }

    [TestMethod]
    public void AnAdapterReplacesTheWeightsOfBothSessions()
    {
        string adapter = _folder["adapter"];
        AdapterFile.Write(
            adapter, new DrawnWeights(TinyModel.Config, 5), TrainableTensors.Names(TrainableSet.Adapters, TinyModel.Config), TinyModel.Config,
            EmotionLabels.Dfew, ModelInfo.Read(_model.Path).EncodersSha256!, 1, new Dictionary<string, string>());
        using EmotionRecognizer alone = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(1), AdapterPath = adapter });
        using LoadedNetwork network = Load(new() { Engine = _gpu, MaxBatch = 2, AdapterPath = adapter });
        Clip clip = Read(alone, 20, 1);
        var answers = new EmotionPrediction[3];
        network.Recognize([clip, clip, clip], answers);
        foreach (EmotionPrediction answer in answers)
            Closeness.Assert(alone.Recognize(clip).Logits, answer.Logits, 1e-5, "with the adapter");
    }

    [TestMethod]
    public void OnACpuClipsRunOneByOne()
    {
        using LoadedNetwork network = Load(new() { Engine = new CpuEngine(1), MaxBatch = 8 });
        Assert.AreEqual(1, network.MaxBatch);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new EmotionRecognizerOptions { MaxBatch = 0 });

        // Also after the device was lost to it.
        using var device = new FaultyEngine("device");
        using LoadedNetwork picked = Load(new() { Engine = new EnginePicker([device, new CpuEngine(1)]) { Time = new ManualTime() }, MaxBatch = 5 });
        using EmotionRecognizer alone = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(1) });
        Clip clip = Read(alone, 20, 1);
        var answers = new EmotionPrediction[4];
        picked.Recognize([clip, clip, clip, clip], answers);
        int runs = device.Runs;
        device.OnRun = _ => Fault.Throw;
        picked.Recognize(clip);
        Assert.AreEqual("cpu", picked.Engine.Name);
        int lost = device.Runs;
        picked.Recognize([clip, clip, clip, clip], answers);
        Assert.AreEqual(lost, device.Runs);
        Closeness.Assert(alone.Recognize(clip).Logits, answers[3].Logits, 1e-5, "on the processor");
        Assert.IsGreaterThan(0, runs);
    }

    [TestMethod]
    public void AFailedBatchIsAFaultOfAllItsStreams()
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = _gpu, MaxBatch = 5 });
        EmotionStream[] streams = [.. Enumerable.Range(0, 4).Select(_ => recognizer.OpenStream())];
        LivePlayer[] players = [.. streams.Select(s => new LivePlayer(s))];
        _gpu.OnRun = _ => Fault.Throw;
        foreach (LivePlayer player in players)
            player.Play(0.5);
        Assert.IsTrue(streams.All(s => s.Fault is EngineException));
        _gpu.OnRun = _ => Fault.None;
        foreach (LivePlayer player in players)
            player.Play(0.5);
        Assert.IsTrue(streams.All(s => s.Fault is null && s.TryGetLatest(out _)));
    }

    private LoadedNetwork Load(EmotionRecognizerOptions options) => LoadedNetwork.Load(() => ModelFile.Open(_model.Path), options, null, default);

    private static Clip Read(EmotionRecognizer recognizer, int count, int seed)
    {
        using var frames = new NoiseFrames([.. Enumerable.Range(0, count)], seed);
        using var audio = new FakeAudio([.. Enumerable.Range(0, 16000).Select(i => 0.3f * MathF.Sin(i * 0.07f) * MathF.Sin(i * 0.0011f * seed))]);
        return recognizer.ReadClip(frames, audio);
    }
}
