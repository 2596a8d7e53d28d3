using System.Collections.Concurrent;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Engines.Cpu.Kernels;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Network.Sliding;
using MmaDfer.Sdk.Recognition.Sliding;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Engines.Cpu;

/// <summary>The whole network in 8 bit.</summary>
[TestClass]
public sealed class ByteNetworkTests
{
    /// <summary>The smallest network whose layers are large enough for 8 bit.</summary>
    private static readonly MmaDferConfig s_config = TinyVariants.Config(TinyVariants.Published) with
    {
        Width = 64, Heads = 2, MlpWidth = 128, Latent = 64, TemporalWidth = 64, TemporalHeads = 2, TemporalInner = 64, TemporalMlp = 128,
    };

    private static readonly CpuEngine s_engine = new(2) { Precision = Precision.Int8 };

    /// <summary>
    /// The base model, as it is, and as an equal network some of whose channels are 100 times as large, as those of trained encoders can be. In
    /// the second, logits are off by 1.3 where such channels are not balanced (<see cref="ByteMatrix.Factors"/>).
    /// </summary>
    [TestMethod]
    [DataRow(1, 0.1)]
    [DataRow(100, 0.15)]
    public void TheLogitsOfTheBaseModelAreCloseToTheAuthors(int size, double tolerance)
    {
        const string folder = "base112";
        WeightStore weights = new OutlierWeights(new HashedWeights(folder), size);
        var expected = new GoldenTensors(folder, "expected.safetensors");
        var network = new MmaDferNetwork(MmaDferConfig.FromWeights(weights), weights);
        int batch = expected.Shape("logits")[0];
        using Session session = new CpuEngine { Precision = Precision.Int8 }.Prepare(ops => network.Build(ops, batch));
        HashedTensors.Frames(batch, network.Config.ImageSize).CopyTo(session.Input(MmaDferNetwork.FramesInput));
        HashedTensors.Audio(batch).CopyTo(session.Input(MmaDferNetwork.AudioInput));
        session.Run();
        Closeness.Assert(expected.Floats("logits"), session.Output(MmaDferNetwork.LogitsOutput), tolerance, $"channels of size {size}");
    }

    [TestMethod]
    public void AllKernelsGiveTheSameLogitsAndRunsAllocateNothing()
    {
        WeightStore weights = TinyVariants.Weights(s_config);
        float[] exact = Logits(new CpuEngine(2), weights);
        float[]? first = null;
        foreach (ByteKernel kernel in ByteKernel.Supported)
        {
            float[] logits = Logits(new CpuEngine(2) { Bytes = kernel }, weights);
            first ??= logits;
            CollectionAssert.AreEqual(first, logits, kernel.Name);
            CollectionAssert.AreNotEqual(exact, logits);
            Closeness.Assert(exact, logits, 0.1, kernel.Name);
        }
        using Session session = Prepare(s_engine, weights);
        Assert.AreEqual(0, Allocation.Least(() => session.Run()));
    }

    [TestMethod]
    public void ANewAdapterRoundsOnlyItsOwnWeights()
    {
        MemoryWeights before = TinyVariants.Weights(s_config), after = MemoryWeights.CopyOf(before);
        string[] changed = [.. before.Tensors.Keys.Where(name => name.Contains("temporal_pre.", StringComparison.Ordinal) || name.Contains("our_classifier", StringComparison.Ordinal))];
        foreach (string name in changed)
            after.Set(name, before.Tensors[name].Shape, [.. before.ReadAll(before.Tensors[name]).Select(v => -1.5f * v)]);
        using Session session = Prepare(s_engine, before);
        float[] original = Run(session);
        var counted = new CountedWeights(after);
        session.Rebuild(ops => new MmaDferNetwork(s_config, counted).Build(ops, 1), changed.ToHashSet());
        float[] adapted = Run(session);
        CollectionAssert.AreEqual(Logits(s_engine, after), adapted);
        CollectionAssert.AreNotEqual(original, adapted);
        CollectionAssert.AreEquivalent(changed, counted.Names.ToArray());
        session.Rebuild(ops => new MmaDferNetwork(s_config, before).Build(ops, 1), new HashSet<string>());
        CollectionAssert.AreEqual(original, Run(session));
    }

    [TestMethod]
    public void ApproximateWindowsShareItsWeights()
    {
        MemoryWeights weights = TinyVariants.Weights(s_config);
        using Session whole = Prepare(s_engine, weights);
        float[] expected = Run(whole);
        using var parts = new SlidingSessions(whole, new SlidingNetwork(s_config, weights));
        var window = new SlidingWindow();
        HashedTensors.Frames(1, s_config.ImageSize).CopyTo(parts.AllFrames);
        HashedTensors.Audio(1).CopyTo(parts.FirstAudio);
        parts.Start(window, TimeSpan.Zero);
        // Means are summed in another order, so single numbers may be rounded to another level.
        Closeness.Assert(expected, parts.Decide(window), 0.05, "whole window");
        CollectionAssert.AreNotEqual(Logits(new CpuEngine(2), weights), parts.Decide(window).ToArray());
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void WhatIsNotFiniteReachesTheLogits(float value)
    {
        MemoryWeights weights = TinyVariants.Weights(s_config);
        const string name = "image_encoder.blocks.3.mlp.fc1.weight";
        float[] values = weights.ReadAll(weights.Tensors[name]);
        values[^1] = value;
        weights.Set(name, weights.Tensors[name].Shape, values);
        foreach (float logit in Logits(s_engine, weights))
            Assert.IsTrue(float.IsNaN(logit));
    }

    [TestMethod]
    public void WeightsTakeAQuarterOfTheMemory()
    {
        foreach ((int outputs, int inputs) in ((int, int)[])[(2304, 768), (768, 3072), (128, 768)])
            Assert.IsLessThan(0.27, (double)ByteMatrix.LengthOf(outputs, inputs) / PackedMatrix.LengthOf(outputs, inputs));
    }

    [TestMethod]
    public void TrainingIsRefusedInOneSentence()
    {
        WeightStore weights = TinyVariants.Weights(s_config);
        var error = Assert.ThrowsExactly<EngineException>(() => s_engine.PrepareTraining(weights, [], (ops, store) => new MmaDferNetwork(s_config, store).Build(ops, 1)));
        StringAssert.Contains(error.Message, "trains in float32 only");
    }

    private static float[] Logits(Engine engine, WeightStore weights)
    {
        using Session session = Prepare(engine, weights);
        return Run(session);
    }

    private static Session Prepare(Engine engine, WeightStore weights) => engine.Prepare(ops => new MmaDferNetwork(s_config, weights).Build(ops, 1));

    private static float[] Run(Session session)
    {
        HashedTensors.Frames(1, s_config.ImageSize).CopyTo(session.Input(MmaDferNetwork.FramesInput));
        HashedTensors.Audio(1).CopyTo(session.Input(MmaDferNetwork.AudioInput));
        session.Run();
        return session.Output(MmaDferNetwork.LogitsOutput).ToArray();
    }

    /// <summary>Notes which tensors are read.</summary>
    private sealed class CountedWeights(WeightStore below) : WeightStore
    {
        private readonly ConcurrentDictionary<string, bool> _read = [];

        public IEnumerable<string> Names => _read.Keys;

        public override string Origin => below.Origin;

        public override IReadOnlyDictionary<string, TensorInfo> Tensors => below.Tensors;

        public override IReadOnlyDictionary<string, string> Metadata => below.Metadata;

        public override void Read(TensorInfo tensor, long start, Span<float> destination)
        {
            _read[tensor.Name] = true;
            below.Read(tensor, start, destination);
        }
    }
}
