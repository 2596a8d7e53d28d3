using System.Diagnostics;
using System.Text.Json.Nodes;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Training;

namespace MmaDfer.Sdk.GpuCheck;

/// <summary>A golden model's clip and its training steps: numbers and times, inputs and outputs in main memory.</summary>
internal static class SpeedRun
{
    private const int WarmUps = 3;

    /// <summary>How far logits may be from the authors', as in tests/Goldens/README.md.</summary>
    private static double Tolerance(Precision precision) => precision switch
    {
        Precision.Float32 => 2e-5,
        Precision.Float16 => 1e-2,
        _ => 6e-2,
    };

    public static JsonObject Clip(Engine engine, Precision precision, string folder, int runs)
    {
        var weights = new HashedWeights(folder);
        float[] expected = new GoldenTensors(folder, "expected.safetensors").Floats("logits");
        var network = new MmaDferNetwork(MmaDferConfig.FromWeights(weights), weights);
        int batch = expected.Length / network.Config.Classes;
        long start = Stopwatch.GetTimestamp();
        using Session session = engine.Prepare(ops => network.Build(ops, batch));
        double prepared = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        HashedTensors.Frames(batch, network.Config.ImageSize).CopyTo(session.Input(MmaDferNetwork.FramesInput));
        HashedTensors.Audio(batch).CopyTo(session.Input(MmaDferNetwork.AudioInput));
        List<double> times = Measure(runs, () => session.Run());
        ReadOnlySpan<float> logits = session.Output(MmaDferNetwork.LogitsOutput);
        double error = Closeness.MaxError(expected, logits, out _), tolerance = Tolerance(precision);
        bool sameLabels = Labels(expected, network.Config.Classes).SequenceEqual(Labels(logits.ToArray(), network.Config.Classes));
        return new JsonObject
        {
            ["passed"] = error <= tolerance && sameLabels, ["engine"] = engine.Name, ["description"] = engine.Description, ["folder"] = folder, ["batch"] = batch,
            ["error"] = error, ["tolerance"] = tolerance, ["sameLabels"] = sameLabels, ["prepareMs"] = prepared, ["runs"] = runs,
            ["medianMs"] = times[times.Count / 2], ["minMs"] = times[0],
        };
    }

    public static JsonObject Train(Engine engine, string folder, int batch, int steps)
    {
        var weights = new HashedWeights(folder);
        MmaDferConfig config = MmaDferConfig.FromWeights(weights);
        string[] trained = [.. NetworkTensors.Of(config).Where(t => t.Trained && t.Used).Select(t => t.Name)];
        using TrainingSession session = engine.PrepareTraining(weights, trained, (ops, store) => new MmaDferNetwork(config, store).Build(ops, batch), saveMemory: false);
        HashedTensors.Frames(batch, config.ImageSize).CopyTo(session.Input(MmaDferNetwork.FramesInput));
        HashedTensors.Audio(batch).CopyTo(session.Input(MmaDferNetwork.AudioInput));
        int[] labels = [.. Enumerable.Range(0, batch).Select(i => i % config.Classes)];
        var optimizer = new AdamW();
        var losses = new List<double>();
        List<double> times = Measure(steps, () =>
        {
            session.ZeroGradients();
            session.Forward();
            losses.Add(CrossEntropy.Run(session.Output(MmaDferNetwork.LogitsOutput), labels, 0, 1, session.OutputGradient(MmaDferNetwork.LogitsOutput)));
            session.Backward();
            optimizer.Step(session, 1e-4);
        });
        return new JsonObject
        {
            ["passed"] = losses.TrueForAll(double.IsFinite) && losses[^1] < losses[0], ["engine"] = engine.Name, ["folder"] = folder, ["batch"] = batch,
            ["firstLoss"] = losses[0], ["lastLoss"] = losses[^1], ["steps"] = losses.Count, ["medianMs"] = times[times.Count / 2], ["minMs"] = times[0],
        };
    }

    private static List<double> Measure(int runs, Action run)
    {
        var times = new List<double>();
        for (int i = -Math.Min(WarmUps, runs); i < runs; i++)
        {
            long start = Stopwatch.GetTimestamp();
            run();
            if (i >= 0)
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        times.Sort();
        return times;
    }

    private static IEnumerable<int> Labels(float[] logits, int classes) => logits.Chunk(classes).Select(row => Array.IndexOf(row, row.Max()));
}
