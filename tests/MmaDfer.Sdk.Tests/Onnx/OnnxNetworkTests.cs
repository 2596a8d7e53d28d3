using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Onnx;

namespace MmaDfer.Sdk.Tests.Onnx;

/// <summary>The exported bytes of the whole network, interpreted, against the authors' own numbers.</summary>
[TestClass]
public sealed class OnnxNetworkTests
{
    public static IEnumerable<object[]> Variants => TinyVariants.Names.Select(name => new object[] { name });

    [TestMethod]
    [DataRow(false, false, 2e-5)]
    [DataRow(false, true, 2e-5)]
    [DataRow(true, false, 1e-2)]
    public void LogitsEqualTheAuthors(bool half, bool fused, double tolerance)
    {
        var weights = new HashedWeights("tiny");
        var expected = new GoldenTensors("tiny", "expected.safetensors");
        float[] logits = expected.Floats("logits");
        int batch = expected.Shape("logits")[0], classes = expected.Shape("logits")[1];
        var network = new MmaDferNetwork(MmaDferConfig.FromWeights(weights), weights);
        var engine = new InterpretedEngine(new OnnxOpsOptions { Precision = half ? Precision.Float16 : Precision.Float32, FusedAttention = fused });
        using Session session = engine.Prepare(ops => network.Build(ops, batch));
        HashedTensors.Frames(batch, network.Config.ImageSize).CopyTo(session.Input(MmaDferNetwork.FramesInput));
        HashedTensors.Audio(batch).CopyTo(session.Input(MmaDferNetwork.AudioInput));
        session.Run();
        float[] actual = session.Output(MmaDferNetwork.LogitsOutput).ToArray();
        Closeness.Assert(logits, actual, tolerance, "tiny");
        for (int clip = 0; clip < batch; clip++)
            Assert.AreEqual(Winner(logits, clip, classes), Winner(actual, clip, classes), $"winner of clip {clip}");
        if (half)
            Assert.IsGreaterThan(1e-5, Closeness.MaxError(logits, actual, out _), "float16 must show");
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void EveryVariantEqualsThatOfTheCpu(string name)
    {
        MmaDferConfig config = TinyVariants.Config(name);
        Closeness.Assert(
            Logits(new CpuEngine(1), config), Logits(new InterpretedEngine(new OnnxOpsOptions()), config), 2e-5, name);
    }

    private static float[] Logits(Engine engine, MmaDferConfig config)
    {
        const int batch = 2;
        var network = new MmaDferNetwork(config, TinyVariants.Weights(config));
        using Session session = engine.Prepare(ops => network.Build(ops, batch));
        HashedTensors.Frames(batch, config.ImageSize).CopyTo(session.Input(MmaDferNetwork.FramesInput));
        HashedTensors.Audio(batch).CopyTo(session.Input(MmaDferNetwork.AudioInput));
        session.Run();
        return session.Output(MmaDferNetwork.LogitsOutput).ToArray();
    }

    private static int Winner(float[] logits, int clip, int classes) =>
        Enumerable.Range(0, classes).MaxBy(c => logits[clip * classes + c]);
}
