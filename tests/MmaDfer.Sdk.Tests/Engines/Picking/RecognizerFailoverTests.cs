using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Tests.Clips;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Engines.Picking;

/// <summary>What a user of recognizers sees of engines that fail.</summary>
[TestClass]
public sealed class RecognizerFailoverTests
{
    private readonly TinyModel _model = new();
    private readonly TemporaryFolder _folder = new();
    private readonly FaultyEngine _gpu = new("gpu");

    [TestCleanup]
    public void Delete()
    {
        _gpu.Dispose();
        _model.Dispose();
        _folder.Dispose();
    }

    [TestMethod]
    public void TheEventIsRaisedOnTheCallersThreadAndItsHandlerMayUseTheRecognizer()
    {
        using EmotionRecognizer plain = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(1) });
        Assert.AreEqual(EngineState.InUse, plain.Engines.Single().State);
        _gpu.OnRun = n => n == 3 ? Fault.Throw : Fault.None;
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = Picker() });
        var events = new List<(int Thread, string Current)>();
        EmotionPrediction? inHandler = null;
        recognizer.EngineChanged += (sender, change) =>
        {
            Assert.AreSame(recognizer, sender);
            events.Add((Environment.CurrentManagedThreadId, change.Current.Name));
            inHandler = recognizer.Recognize(Window(recognizer, 2));
        };
        Assert.AreSame(_gpu, recognizer.Engine);
        float[] expected = plain.Recognize(Window(plain, 1)).Logits.ToArray();
        CollectionAssert.AreEqual(expected, recognizer.Recognize(Window(recognizer, 1)).Logits.ToArray());
        Assert.IsEmpty(events);
        CollectionAssert.AreEqual(expected, recognizer.Recognize(Window(recognizer, 1)).Logits.ToArray());
        Assert.AreEqual((Environment.CurrentManagedThreadId, "cpu"), events.Single());
        CollectionAssert.AreEqual(plain.Recognize(Window(plain, 2)).Logits.ToArray(), inHandler!.Logits.ToArray());
        CollectionAssert.AreEqual((EngineState[])[EngineState.Lost, EngineState.InUse], recognizer.Engines.Select(e => e.State).ToArray());
    }

    [TestMethod]
    public void TheNextEngineFindsTheWeightsWhateverTheirSource()
    {
        using EmotionRecognizer plain = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(1) });
        float[] expected = plain.Recognize(Window(plain, 1)).Logits.ToArray();
        foreach (bool seekable in (bool[])[true, false])
        {
            int start = _gpu.Runs;
            _gpu.OnRun = n => n == start + 2 ? Fault.NotANumber : Fault.None;
            byte[] archive = [1, 2, 3, .. File.ReadAllBytes(_model.Path)];
            EmotionRecognizer recognizer;
            using (Stream source = seekable ? new MemoryStream(archive) { Position = 3 } : new Weights.PartialStream(archive[3..]))
                recognizer = EmotionRecognizer.Load(source, new() { Engine = Picker() });
            Array.Clear(archive);
            using (recognizer)
            {
                CollectionAssert.AreEqual(expected, recognizer.Recognize(Window(recognizer, 1)).Logits.ToArray());
                Assert.AreEqual("cpu", recognizer.Engine.Name);
            }
        }
    }

    [TestMethod]
    public void TheAdapterIsAppliedOnTheNextEngineAndTheFirstAgain()
    {
        string adapter = WriteAdapter("a", 5), other = WriteAdapter("b", 6);
        using EmotionRecognizer a = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(1), AdapterPath = adapter });
        using EmotionRecognizer b = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(1), AdapterPath = other });
        var time = new ManualTime();
        _gpu.OnRun = n => n == 2 ? Fault.Throw : Fault.None;
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = Picker(time), AdapterPath = adapter });
        File.Delete(adapter);
        Assert.AreSame(_gpu, recognizer.Engine);
        CollectionAssert.AreEqual(a.Recognize(Window(a, 1)).Logits.ToArray(), recognizer.Recognize(Window(recognizer, 1)).Logits.ToArray());
        Assert.AreEqual("cpu", recognizer.Engine.Name);
        time.Advance(time.Pauses[^1]);
        Assert.IsTrue(SpinWait.SpinUntil(() => recognizer.Engines[0].State == EngineState.Ready, Wait.Limit));
        // Opened with the one, it must answer with the other.
        recognizer.SetAdapter(other);
        File.Delete(other);
        CollectionAssert.AreEqual(b.Recognize(Window(b, 1)).Logits.ToArray(), recognizer.Recognize(Window(recognizer, 1)).Logits.ToArray());
        Assert.AreSame(_gpu, recognizer.Engine);
        recognizer.SetAdapter(null);
        Assert.AreNotEqual(b.Recognize(Window(b, 1)).Logits[0], recognizer.Recognize(Window(recognizer, 1)).Logits[0]);
    }

    [TestMethod]
    public void AnAdapterIsAppliedCompletelyEvenIfTheSessionForSeveralClipsFails()
    {
        string adapter = WriteAdapter("a", 5);
        using EmotionRecognizer expected = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(1), AdapterPath = adapter, TwoClip = true });
        using var gpu = new FaultyEngine("gpu") { OnRebuild = n => n == 2 ? Fault.Throw : Fault.None };
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = gpu, MaxBatch = 2, TwoClip = true });
        recognizer.Recognize(Window(recognizer, 1, length: 40));
        Assert.AreEqual(1, gpu.Runs, "both views at once");
        recognizer.SetAdapter(adapter);
        Assert.AreEqual(adapter, recognizer.AdapterPath);
        EmotionPrediction answer = recognizer.Recognize(Window(recognizer, 1, length: 40));
        CollectionAssert.AreEqual(expected.Recognize(Window(expected, 1, length: 40)).Logits.ToArray(), answer.Logits.ToArray());
        Assert.AreEqual(3, gpu.Runs, "one after the other");
    }

    [TestMethod]
    public void AnAdapterIsAppliedCompletelyEvenIfThePartsOfSlidingWindowsFail()
    {
        string adapter = WriteAdapter("a", 5);
        using EmotionRecognizer expected = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(1), AdapterPath = adapter });
        using var gpu = new FaultyEngine("gpu");
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = gpu });
        using (recognizer.OpenStream(new() { Reuse = WindowReuse.Approximate }))
        {
            gpu.OnShare = _ => Fault.Throw;
            recognizer.SetAdapter(adapter);
        }
        Assert.AreEqual(adapter, recognizer.AdapterPath);
        CollectionAssert.AreEqual(
            expected.Recognize(Window(expected, 1)).Logits.ToArray(), recognizer.Recognize(Window(recognizer, 1)).Logits.ToArray());
        gpu.OnShare = _ => Fault.None;
        recognizer.OpenStream(new() { Reuse = WindowReuse.Approximate }).Dispose();
    }

    [TestMethod]
    public void AnExceptionOfAHandlerLosesNoPredictionAndIsNotHidden()
    {
        var unobserved = new System.Collections.Concurrent.ConcurrentBag<string>();
        void Observe(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            unobserved.Add(e.Exception.InnerException!.Message);
            e.SetObserved();
        }
        _gpu.OnRun = n => n == 2 ? Fault.Throw : Fault.None;
        using EmotionRecognizer plain = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(1) });
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = Picker() });
        int told = 0;
        recognizer.EngineChanged += (_, _) => throw new InvalidOperationException("a handler's own fault");
        recognizer.EngineChanged += (_, _) => told++;
        TaskScheduler.UnobservedTaskException += Observe;
        try
        {
            CollectionAssert.AreEqual(
                plain.Recognize(Window(plain, 1)).Logits.ToArray(), recognizer.Recognize(Window(recognizer, 1)).Logits.ToArray());
            Assert.AreEqual(1, told, "the other handler");
            Assert.IsTrue(SpinWait.SpinUntil(
                () =>
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    return unobserved.Contains("a handler's own fault");
                },
                Wait.Limit));
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Observe;
        }
    }

    [TestMethod]
    public void DamagedWeightsAreNotBlamedOnTheEngine()
    {
        using (WeightStore weights = WeightFile.Open(_model.Path))
        {
            MemoryWeights damaged = MemoryWeights.CopyOf(weights);
            TensorInfo bias = damaged.Tensors["our_classifier.bias"];
            damaged.Set(bias.Name, bias.Shape, [.. Enumerable.Repeat(float.NaN, 7)]);
            ModelConverter.Write(_folder["damaged"], damaged, TinyModel.Config, EmotionLabels.Dfew, "test", half: false, null, default);
        }
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_folder["damaged"], new() { Engine = Picker() });
        var error = Assert.ThrowsExactly<ModelFileException>(() => recognizer.Recognize(Window(recognizer, 1)));
        StringAssert.Contains(error.Message, "its weights are damaged");
        Assert.ThrowsExactly<ModelFileException>(() => EmotionRecognizer.Load(_folder.Write("cut", File.ReadAllBytes(_model.Path)[..^9]), new() { Engine = Picker() }));
    }

    [TestMethod]
    public void ManyThreadsLoseNoWindow()
    {
        _gpu.OnRun = n => n % 7 == 0 ? Fault.Throw : Fault.None;
        using EmotionRecognizer plain = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(1) });
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_model.Path, new()
        {
            Engine = new EnginePicker([_gpu, new CpuEngine(1)]) { InitialRetryDelay = TimeSpan.FromMilliseconds(1), MaxRetryDelay = TimeSpan.FromMilliseconds(5) },
        });
        int changes = 0;
        recognizer.EngineChanged += (_, _) => Interlocked.Increment(ref changes);
        Clip[] clips = [.. Enumerable.Range(0, 4).Select(i => Window(plain, i))];
        float[][] expected = [.. clips.Select(c => plain.Recognize(c).Logits.ToArray())];
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 6 }, i =>
            CollectionAssert.AreEqual(expected[i % 4], recognizer.Recognize(clips[i % 4]).Logits.ToArray()));
        Assert.IsGreaterThan(0, changes);
    }

    private EnginePicker Picker(ManualTime? time = null) => new([_gpu, new CpuEngine(1)]) { Time = time ?? new ManualTime() };

    private string WriteAdapter(string name, ulong seed)
    {
        WeightStore drawn = new DrawnWeights(TinyModel.Config, seed);
        string[] names = TrainableTensors.Names(TrainableSet.Adapters, TinyModel.Config);
        AdapterFile.Write(
            _folder[name], drawn, names, TinyModel.Config, EmotionLabels.Dfew, ModelInfo.Read(_model.Path).EncodersSha256!, 1, new Dictionary<string, string>());
        return _folder[name];
    }

    private static Clip Window(EmotionRecognizer recognizer, int seed, int length = 16)
    {
        using var frames = new NoiseFrames([.. Enumerable.Range(0, length)], seed);
        using var audio = new FakeAudio([.. Enumerable.Range(0, 16000).Select(i => 0.3f * MathF.Sin(i * 0.07f))]);
        return recognizer.ReadClip(frames, audio);
    }
}
