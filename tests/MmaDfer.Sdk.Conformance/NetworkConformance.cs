using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;

namespace MmaDfer.Sdk.Conformance;

/// <summary>The whole network against the authors' own numbers; one empty subclass with [TestClass] per engine.</summary>
public abstract class NetworkConformance
{
    private protected abstract Engine CreateEngine();

    [TestMethod]
    [DataRow("tiny")]
    [DataRow("base112")]
    [DataRow("base160")]
    [DataRow("base224")]
    public void LogitsEqualTheAuthors(string folder)
    {
        var weights = new HashedWeights(folder);
        var expected = new GoldenTensors(folder, "expected.safetensors");
        int batch = expected.Shape("logits")[0];
        var network = new MmaDferNetwork(MmaDferConfig.FromWeights(weights), weights);
        using Session session = CreateEngine().Prepare(ops => network.Build(ops, batch));
        Fill(session, network.Config, batch);
        session.Run();
        Closeness.Assert(expected.Floats("logits"), session.Output(MmaDferNetwork.LogitsOutput), 2e-5, folder);
    }

    [TestMethod]
    [DataRow("tiny")]
    [DataRow("base112")]
    [DataRow("base224")]
    public void EveryBlockEqualsTheAuthors(string folder)
    {
        var weights = new HashedWeights(folder);
        var expected = new GoldenTensors(folder, "expected.safetensors");
        int batch = expected.Shape("logits")[0];
        var network = new MmaDferNetwork(MmaDferConfig.FromWeights(weights), weights);
        var shapes = new Dictionary<string, int[]>();
        using Session session = CreateEngine().Prepare(ops => network.Build(ops, batch, (name, value) =>
        {
            ops.Output(name, value);
            shapes.Add(name, [.. value.Shape.Sizes]);
        }));
        Fill(session, network.Config, batch);
        session.Run();

        foreach (string name in (string[])["image.cls", "audio.cls", "joint", "temporal"])
            Closeness.Assert(expected.Floats(name), session.Output(name), 2e-5, $"{folder}/{name}");
        for (int i = 0; i < MmaDferConfig.Depth; i++)
        {
            foreach (string encoder in (string[])["image", "audio"])
            {
                string block = $"{encoder}.block{i}";
                CheckBlock(expected, block, session.Output(block), shapes[block], $"{folder}/{block}");
            }
        }
    }

    [TestMethod]
    public void ACanceledRunThrowsAndTheNextRunIsAsBefore()
    {
        var weights = new HashedWeights("tiny");
        var network = new MmaDferNetwork(MmaDferConfig.FromWeights(weights), weights);
        using Session session = CreateEngine().Prepare(ops => network.Build(ops, batch: 1));
        Fill(session, network.Config, 1);
        session.Run();
        float[] expected = session.Output("logits").ToArray();
        var canceled = new CancellationToken(canceled: true);
        Assert.AreEqual(canceled, Assert.ThrowsExactly<OperationCanceledException>(() => session.Run(canceled)).CancellationToken);
        using var source = new CancellationTokenSource();
        session.Run(source.Token);
        Closeness.Assert(expected, session.Output("logits"), 1e-6, "with a token that is not canceled");
        source.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() => session.Run(source.Token));
        session.Run();
        Closeness.Assert(expected, session.Output("logits"), 1e-6, "after a canceled run");
    }

    private static void CheckBlock(GoldenTensors expected, string block, ReadOnlySpan<float> actual, int[] shape, string what)
    {
        int rows = shape[0], tokens = shape[1], width = shape[2];
        float[] cls = new float[rows * 8], last = new float[rows * 8];
        for (int row = 0; row < rows; row++)
        {
            actual.Slice(row * tokens * width, 8).CopyTo(cls.AsSpan(row * 8));
            actual.Slice(((row + 1) * tokens - 1) * width, 8).CopyTo(last.AsSpan(row * 8));
        }
        Closeness.Assert(expected.Floats($"{block}.cls"), cls, 5e-5, $"{what}.cls");
        Closeness.Assert(expected.Floats($"{block}.last_token"), last, 5e-5, $"{what}.last_token");

        double sum = 0, squares = 0, max = 0;
        foreach (float value in actual)
        {
            sum += value;
            squares += (double)value * value;
            max = Math.Max(max, Math.Abs(value));
        }
        double mean = sum / actual.Length;
        float[] statistics = [(float)mean, (float)Math.Sqrt(squares / actual.Length - mean * mean), (float)max];
        Closeness.Assert(expected.Floats($"{block}.stats"), statistics, 1e-5, $"{what}.stats");
    }

    private static void Fill(Session session, MmaDferConfig config, int batch)
    {
        HashedTensors.Frames(batch, config.ImageSize).CopyTo(session.Input(MmaDferNetwork.FramesInput));
        HashedTensors.Audio(batch).CopyTo(session.Input(MmaDferNetwork.AudioInput));
    }
}
