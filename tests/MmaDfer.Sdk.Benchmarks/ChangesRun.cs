using System.Diagnostics;
using System.Globalization;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Network.Sliding;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tests.Live;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>The table of docs/performance.md: how soon a change of emotion is said, how often labels are right, and what it costs.</summary>
internal static class ChangesRun
{
    public static async Task Run(int people)
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(Path.Combine(AppContext.BaseDirectory, "demo.safetensors"), new() { Engine = new CpuEngine(1) });
        ChangeTrial[] trials = [.. Enumerable.Range(0, people).Select(i => new ChangeTrial(2000 + i, 42))];
        Console.WriteLine("windows | changes | median | 90 % within | never | right from 3 s on | windows right from 3 s on | right | other changes a minute | time of a window, exact 1");
        var plain = new Dictionary<WindowReuse, List<string>>();
        double first = double.NaN;
        foreach (WindowReuse reuse in Enum.GetValues<WindowReuse>())
        {
            foreach (bool restart in (bool[])[false, true])
            {
                var counts = new ChangeCounts();
                double time = 0;
                int readings = 0;
                var labels = new List<string>();
                foreach (ChangeTrial trial in trials)
                {
                    long start = Stopwatch.GetTimestamp();
                    List<EmotionReading> watched = await trial.Watch(
                        recognizer, new() { Window = TimeSpan.FromSeconds(2), Reuse = reuse, RestartOnChange = restart });
                    (time, readings) = (time + Stopwatch.GetElapsedTime(start).TotalSeconds, readings + watched.Count);
                    trial.Count(watched, counts);
                    labels.AddRange(watched.Select(r => r.Raw!.Label));
                }
                if (!restart)
                    plain[reuse] = labels;
                first = double.IsNaN(first) ? time / readings : first;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{reuse}{(restart ? ", restart" : "")} | {counts} | {time / readings / first:0.00}"));
            }
        }
        int same = plain[WindowReuse.Exact].Zip(plain[WindowReuse.Approximate]).Count(p => p.First == p.Second);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"exact and approximate windows name the same emotion in {100.0 * same / plain[WindowReuse.Exact].Count:0.0} %"));
        foreach (int size in (int[])[112, 160])
            CountOperations(size);
    }

    /// <summary>The work of the parts of the base model, which determines the cost on any machine.</summary>
    private static void CountOperations(int imageSize)
    {
        var config = new MmaDferConfig { ImageSize = imageSize, Classes = EmotionLabels.Dfew.Count };
        using ModelFile model = ModelFile.Untrained(config, EmotionLabels.Dfew);
        var network = new SlidingNetwork(config, model.Weights);
        double Count(Action<OpSet> build)
        {
            var ops = new CountingOps();
            build(ops);
            return ops.FloatOperations / 1e9;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"base model, {imageSize} px, GFLOP: whole window {Count(ops => new MmaDferNetwork(config, model.Weights).Build(ops, batch: 1)):0.0}, a frame {Count(network.BuildFrame):0.0}, audio {Count(network.BuildAudio):0.0}, decision {Count(network.BuildDecision):0.00}"));
    }
}
