using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Onnx;
using MmaDfer.Sdk.Tests.Onnx;

namespace MmaDfer.Sdk.Tests.Network;

/// <summary>Networks that standardise their frames, on the CPU and as exported.</summary>
[TestClass]
public sealed class StandardizedFramesTests
{
    private const int Batch = 2;

    private static readonly MmaDferConfig s_published = TinyVariants.Config(TinyVariants.Names[0]);

    public static IEnumerable<object[]> Engines => [[new CpuEngine(1)], [new InterpretedEngine(new OnnxOpsOptions())]];

    [TestMethod]
    [DynamicData(nameof(Engines))]
    public void ItIsAsIfTheFramesHadBeenStandardisedBefore(Engine engine)
    {
        float[] frames = HashedTensors.Frames(Batch, s_published.ImageSize), before = Standardized(frames);
        float[] expected = Logits(new CpuEngine(1), s_published, before);
        Closeness.Assert(expected, Logits(engine, s_published with { StandardizesFrames = true }, frames), 2e-5, "standardised");
        Assert.IsGreaterThan(1e-3, Closeness.MaxError(expected, Logits(engine, s_published, frames), out _), "The published network leaves frames as they are.");
    }

    [TestMethod]
    [DynamicData(nameof(Engines))]
    public void LightAndContrastOfEachFrameChangeNothing(Engine engine)
    {
        float[] frames = HashedTensors.Frames(Batch, s_published.ImageSize), changed = (float[])frames.Clone();
        int length = frames.Length / (Batch * MmaDferConfig.Frames);
        for (int i = 0; i < changed.Length; i++)
            changed[i] = (changed[i] * (0.4f + (0.03f * (i / length)))) + (0.01f * (i / length));
        MmaDferConfig config = s_published with { StandardizesFrames = true };
        Closeness.Assert(Logits(engine, config, frames), Logits(engine, config, changed), 1e-3, "light and contrast");
    }

    [TestMethod]
    [DynamicData(nameof(Engines))]
    public void AnEvenFrameIsAsNoFrame(Engine engine)
    {
        float[] none = new float[HashedTensors.Frames(Batch, s_published.ImageSize).Length], even = (float[])none.Clone();
        even.AsSpan().Fill(0.5f);
        MmaDferConfig config = s_published with { StandardizesFrames = true };
        Closeness.Assert(Logits(engine, config, none), Logits(engine, config, even), 1e-3, "even");
    }

    /// <summary>Each frame minus its mean, divided by its deviation, in double precision.</summary>
    private static float[] Standardized(float[] frames)
    {
        const double least = 0.01;
        return [.. frames.Chunk(frames.Length / (Batch * MmaDferConfig.Frames)).SelectMany(frame =>
        {
            double mean = frame.Average(v => (double)v), variance = frame.Average(v => (v - mean) * (v - mean));
            return frame.Select(v => (float)((v - mean) / Math.Sqrt(variance + (least * least))));
        })];
    }

    private static float[] Logits(Engine engine, MmaDferConfig config, float[] frames)
    {
        var network = new MmaDferNetwork(config, TinyVariants.Weights(s_published));
        using Session session = engine.Prepare(ops => network.Build(ops, Batch));
        frames.CopyTo(session.Input(MmaDferNetwork.FramesInput));
        HashedTensors.Audio(Batch).CopyTo(session.Input(MmaDferNetwork.AudioInput));
        session.Run();
        return session.Output(MmaDferNetwork.LogitsOutput).ToArray();
    }
}
