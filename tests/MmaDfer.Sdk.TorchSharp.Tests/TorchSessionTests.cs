using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp.Tests;

/// <summary>What is particular to libtorch in inference.</summary>
[TestClass]
public sealed class TorchSessionTests
{
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Delete() => _folder.Dispose();

    [TestMethod]
    public void TenThousandRunsLeaveNoTensorBehind()
    {
        Engine engine = RequiredEngines.Create(TorchEngines.Cpu, threads: 1);
        long none = Tensor.TotalCount;
        var fixture = new OpFixture(engine);
        fixture.AddWeight("w", 8, 8);
        fixture.AddWeight("v", 8);
        fixture.AddWeight("rows", 2, 8);
        fixture.AddWeight("gate", 1);
        using (Session session = engine.Prepare(ops =>
        {
            Weight w = fixture.Weight("w"), v = fixture.Weight("v");
            Value x = ops.Input("x", new Shape(2, 4, 8));
            x = ops.LayerNorm(ops.Linear(x, w, v), v, v, 1e-6f);
            x = ops.Add(x, ops.Attention(ops.Slice(x, 2, 0, 8), x, x, 2));
            x = ops.GatedAdd(x, ops.Gelu(x), fixture.Weight("gate"));
            x = ops.AddTokens(ops.GeluTanh(x), fixture.Weight("rows"), 1);
            x = ops.ConcatTokens(ops.MeanOfTokens(x), x, ops.Reshape(ops.Parameter(v), 1, 1, 8));
            ops.Output("y", x);
        }))
        {
            session.Run();
            long between = Tensor.TotalCount;
            for (int i = 0; i < 10_000; i++)
            {
                session.Run();
                Assert.AreEqual(between, Tensor.TotalCount, $"after run {i}");
            }
        }
        Assert.AreEqual(none, Tensor.TotalCount, "after all was disposed of");
    }

    [TestMethod]
    public void ACanceledRunEndsBetweenStepsAndLeavesNoTensorBehind()
    {
        var fixture = new OpFixture(RequiredEngines.Create(TorchEngines.Cpu, threads: 1));
        using Session session = fixture.Engine.Prepare(ops =>
        {
            Value x = ops.Input("x", new Shape(64, 1024));
            for (int i = 0; i < 20_000; i++)
                x = ops.Gelu(x);
            ops.Output("y", x);
        });
        long between = Tensor.TotalCount;
        using var source = new CancellationTokenSource();
        // A run under way has values of its own.
        var canceling = new Thread(() =>
        {
            SpinWait.SpinUntil(() => Tensor.TotalCount > between, TimeSpan.FromSeconds(60));
            source.Cancel();
        });
        canceling.Start();
        Assert.ThrowsExactly<OperationCanceledException>(() => session.Run(source.Token));
        canceling.Join();
        Assert.AreEqual(between, Tensor.TotalCount);
    }

    [TestMethod]
    public void TheWholeNetworkLeavesNoTensorBehind()
    {
        Engine engine = RequiredEngines.Create(TorchEngines.Cpu);
        long none = Tensor.TotalCount;
        using (Session session = TinyNetwork.Prepare(engine))
        {
            TinyNetwork.Run(session);
            long between = Tensor.TotalCount;
            for (int i = 0; i < 50; i++)
                TinyNetwork.Run(session);
            Assert.AreEqual(between, Tensor.TotalCount);
        }
        Assert.AreEqual(none, Tensor.TotalCount);
    }

    [TestMethod]
    [DataRow(Precision.Float16, 1e-2)]
    [DataRow(Precision.BFloat16, 6e-2)]
    public void LowerPrecisionIsCloseToFloat32(Precision precision, double tolerance)
    {
        var weights = new HashedWeights("tiny");
        float[] expected = new GoldenTensors("tiny", "expected.safetensors").Floats("logits");
        var network = new MmaDferNetwork(MmaDferConfig.FromWeights(weights), weights);
        using Session session = With(precision).Prepare(ops => network.Build(ops, batch: 2));
        HashedTensors.Frames(2, network.Config.ImageSize).CopyTo(session.Input(MmaDferNetwork.FramesInput));
        HashedTensors.Audio(2).CopyTo(session.Input(MmaDferNetwork.AudioInput));
        session.Run();
        float[] actual = session.Output(MmaDferNetwork.LogitsOutput).ToArray();
        Closeness.Assert(expected, actual, tolerance, $"{precision}");
        foreach (float[][] clip in (float[][][])[[expected[..7], actual[..7]], [expected[7..], actual[7..]]])
            Assert.AreEqual(Array.IndexOf(clip[0], clip[0].Max()), Array.IndexOf(clip[1], clip[1].Max()), "the most likely emotion");
        Assert.IsTrue(expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() > 1e-4, "So close that half precision cannot have been used.");
    }

    [TestMethod]
    public void AnotherNetworkOfTheSameWeightsReadsOnlyThoseThatDiffer()
    {
        const string changed = "our_classifier.bias";
        using WeightStore drawn = new DrawnWeights(TinyModel.Config, 1);
        var bias = new MemoryWeights("bias");
        bias.Set(changed, drawn.Tensors[changed].Shape, [.. drawn.ReadAll(drawn.Tensors[changed]).Select(v => v + 1)]);
        var layered = WeightView.Layered(drawn, bias, [changed], "test");
        var network = new MmaDferNetwork(TinyModel.Config, layered);
        using Session session = TinyNetwork.Prepare(RequiredEngines.Create(TorchEngines.Cpu));
        float[] before = TinyNetwork.Run(session);
        long tensors = Tensor.TotalCount;
        session.Rebuild(ops => network.Build(ops, 1), new HashSet<string> { changed });
        Assert.AreEqual(tensors + 1, Tensor.TotalCount, "All but the one that differs are shared.");
        Closeness.Assert([.. before.Select(v => v + 1)], TinyNetwork.Run(session), 1e-5, "with the bias one higher");
        session.Rebuild(TinyNetwork.Build, new HashSet<string>());
        CollectionAssert.AreEqual(before, TinyNetwork.Run(session), "back again");
        Assert.AreEqual(tensors, Tensor.TotalCount);
    }

    [TestMethod]
    public void SeveralNetworksShareWeights()
    {
        using Session owner = TinyNetwork.Prepare(RequiredEngines.Create(TorchEngines.Cpu));
        float[] expected = TinyNetwork.Run(owner);
        long tensors = Tensor.TotalCount;
        using (Session other = owner.Share(TinyNetwork.Build))
        {
            // Inputs and outputs of its own, no weights.
            Assert.AreEqual(tensors + 3, Tensor.TotalCount);
            CollectionAssert.AreEqual(expected, TinyNetwork.Run(other));
        }
        CollectionAssert.AreEqual(expected, TinyNetwork.Run(owner));
        Assert.AreEqual(tensors, Tensor.TotalCount);
    }

    [TestMethod]
    public void ScopesOfTheCallerDisposeNothing()
    {
        Engine engine = RequiredEngines.Create(TorchEngines.Cpu);
        Session session;
        using (NewDisposeScope())
            session = TinyNetwork.Prepare(engine);
        using (session)
        {
            float[] first = TinyNetwork.Run(session);
            using (NewDisposeScope())
                CollectionAssert.AreEqual(first, TinyNetwork.Run(session));
            CollectionAssert.AreEqual(first, TinyNetwork.Run(session));
        }
    }

    [TestMethod]
    public void ManySessionsRunAtTheSameTimeAndAreFreed()
    {
        Engine engine = RequiredEngines.Create(TorchEngines.Cpu, threads: 1);
        long none = Tensor.TotalCount;
        float[] expected;
        using (Session one = TinyNetwork.Prepare(engine))
            expected = TinyNetwork.Run(one);
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            Session session = TinyNetwork.Prepare(engine);
            for (int run = 0; run < 3; run++)
                CollectionAssert.AreEqual(expected, TinyNetwork.Run(session));
            session.Dispose();
            session.Dispose();
        });
        Assert.AreEqual(none, Tensor.TotalCount);
    }

    [TestMethod]
    public void LoadingCanBeCanceledAndLeavesNothing()
    {
        Engine engine = RequiredEngines.Create(TorchEngines.Cpu);
        long none = Tensor.TotalCount;
        using var cancellation = new CancellationTokenSource();
        var progress = new Callback(share =>
        {
            if (share > 0.3)
                cancellation.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => engine.Prepare(TinyNetwork.Build, progress, cancellation.Token));
        Assert.AreEqual(none, Tensor.TotalCount);
    }

    [TestMethod]
    public void TooLittleMemoryIsReportedInOneSentenceAndLeavesTheSessionUsable()
    {
        // 16 TB, which no processor's memory has.
        const int rows = 1 << 20, tokens = 1 << 22;
        Engine engine = RequiredEngines.Create(TorchEngines.Cpu);
        using Session session = engine.Prepare(ops =>
        {
            Value all = ops.ConcatTokens(ops.Input("rows", new Shape(rows, 1, 1)), ops.Input("tokens", new Shape(1, tokens, 1)));
            ops.Output("y", ops.Slice(ops.Slice(all, 0, 0, 1), 1, 0, 1));
        });
        long between = Tensor.TotalCount;
        var error = Assert.ThrowsExactly<EngineException>(() => session.Run());
        Assert.IsTrue(error.IsOutOfMemory, error.Message);
        StringAssert.StartsWith(error.Message, "There is too little free memory for the engine 'torch-cpu' (");
        StringAssert.EndsWith(error.Message, "): use smaller batches, or close other programs.");
        Assert.DoesNotContain('\n', error.Message);
        Assert.AreEqual(between, Tensor.TotalCount);
        Assert.ThrowsExactly<EngineException>(() => session.Run());
    }

    [TestMethod]
    public void RecognizersGiveThePredictionsOfTheBuiltInEngine()
    {
        string model = TinyModel.Write(_folder);
        using EmotionRecognizer builtIn = EmotionRecognizer.Load(model);
        using EmotionRecognizer torch = EmotionRecognizer.Load(model, new() { Engine = RequiredEngines.Create(TorchEngines.Cpu) });
        Assert.AreEqual("torch-cpu", torch.Engine.Name);
        string clips = TestClips.WriteLearnable(_folder["clips"], 2, 1);
        foreach (int clip in (int[])[0, 1])
        {
            string start = Path.Combine(Path.GetDirectoryName(clips)!, $"{clip}");
            Closeness.Assert(Recognize(builtIn, start), Recognize(torch, start), 2e-5, $"logits of clip {clip}");
        }
    }

    /// <summary>Approximate windows run parts of the network over the same weights, and carry values from one to the next.</summary>
    [TestMethod]
    public async Task ApproximateWindowsEqualThoseOfTheBuiltInEngine()
    {
        string model = TinyModel.Write(_folder), video = Video(frames: 60);
        using EmotionRecognizer builtIn = EmotionRecognizer.Load(model);
        using EmotionRecognizer torch = EmotionRecognizer.Load(model, new() { Engine = RequiredEngines.Create(TorchEngines.Cpu) });
        List<float[]> expected = await Watch(builtIn, video), actual = await Watch(torch, video);
        Assert.HasCount(expected.Count, actual);
        Assert.IsGreaterThan(10, expected.Count);
        for (int i = 0; i < expected.Count; i++)
            Closeness.Assert(expected[i], actual[i], 2e-5, $"window {i}");
    }

    private static async Task<List<float[]>> Watch(EmotionRecognizer recognizer, string video)
    {
        using IFrameSource frames = FrameSource.Open(video);
        var logits = new List<float[]>();
        var options = new EmotionStreamOptions { Reuse = WindowReuse.Approximate, Window = TimeSpan.FromSeconds(1.6) };
        await foreach (EmotionReading reading in recognizer.WatchAsync(frames, null, options))
        {
            if (reading.Raw is { } raw)
                logits.Add([.. raw.Logits]);
        }
        return logits;
    }

    private string Video(int frames)
    {
        const int side = 24;
        return _folder.Write("video.y4m", TestClips.Y4m($"W{side} H{side} F10:1 C444", Enumerable.Range(0, frames).Select(frame =>
            Enumerable.Range(0, 3 * side * side).Select(i => (byte)(128 + 90 * Math.Sin(i * 0.11 + frame * 0.7))).ToArray())));
    }

    private static float[] Recognize(EmotionRecognizer recognizer, string start)
    {
        using IFrameSource frames = FrameSource.Open($"{start}.y4m");
        using IAudioSource audio = AudioSource.Open($"{start}.wav");
        return [.. recognizer.Recognize(frames, audio).Logits];
    }

    private static TorchEngine With(Precision precision)
    {
        var engine = (TorchEngine)RequiredEngines.Create(TorchEngines.Cpu);
        return new TorchEngine(engine.Options with { Precision = precision });
    }

    private sealed class Callback(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
