using System.Diagnostics;
using System.Globalization;
using MmaDfer.Cli.Bench;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Engines.Cpu.Kernels;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>
/// Whole clips and single linear layers on the engine <c>cpu</c> in float32 and in 8 bit, beside ONNX Runtime and OpenBLAS where they are
/// installed. All take turns in one process, since a machine's speed drifts; only the medians of the ratios of one turn count.
/// </summary>
internal static class PeersRun
{
    private static readonly (int Rows, int Inputs, int Outputs)[] s_layers =
        [(896, 768, 2304), (896, 768, 768), (896, 768, 3072), (896, 3072, 768), (896, 768, 128), (896, 128, 768), (17, 512, 1024)];

    public static void Run(int rounds)
    {
        foreach (int threads in (int[])[1, Math.Min(Environment.ProcessorCount, 16)])
        {
            Layers(threads, 3 * rounds);
            foreach (int size in (int[])[112, 160])
                Clips($"base model, {size} px", Base(size), threads, rounds);
            using ModelFile demo = ModelFile.Open(Path.Combine(AppContext.BaseDirectory, "demo.safetensors"));
            Clips("demo model", new MmaDferNetwork(demo.Config, demo.Weights), threads, 10 * rounds);
        }
    }

    private static MmaDferNetwork Base(int size)
    {
        var config = new MmaDferConfig { ImageSize = size };
        return new MmaDferNetwork(config, new DrawnWeights(config, 1));
    }

    private static void Clips(string name, MmaDferNetwork network, int threads, int rounds)
    {
        var count = new CountingOps();
        network.Build(count, 1);
        List<Turn> turns = Ours(threads, ops => network.Build(ops, 1));
        turns.AddRange(OnnxRuntime(threads, ops => network.Build(ops, 1)));
        if (PeerSgemm.TryCreate(threads) is { } peer)
        {
            // One product that is typical of the clip, as often as a clip has as many operations.
            turns.Add(new Turn("OpenBLAS (the products alone, float32)", peer, () => peer.Run()) { Weight = count.FloatOperations / (double)PeerSgemm.FloatOperations });
        }
        Print($"{name}, {threads} threads", turns, rounds, MmaDferNetwork.LogitsOutput);
    }

    private static void Layers(int threads, int rounds)
    {
        foreach ((int rows, int inputs, int outputs) in s_layers)
        {
            var weights = new MemoryWeights("drawn");
            var random = new Random(1);
            weights.Set("w", new Shape(outputs, inputs), [.. Enumerable.Range(0, outputs * inputs).Select(_ => random.NextSingle() - 0.5f)]);
            void Build(OpSet ops) => ops.Output("y", ops.Linear(ops.Input("x", new Shape(1, rows, inputs)), new WeightScope(weights)["w"], null));
            List<Turn> turns = Ours(threads, Build);
            turns.AddRange(OnnxRuntime(threads, Build));
            // Far longer than one wake-up of the threads.
            int repeats = Math.Max(1, (int)(2e8 / ((double)rows * inputs * outputs)));
            Print($"linear layer {rows} x {inputs} x {outputs}, {threads} threads", [.. turns.Select(turn => turn.Repeated(repeats))], rounds, "y");
        }
    }

    private static List<Turn> Ours(int threads, Action<OpSet> build)
    {
        var turns = new List<Turn> { Turn.Of("cpu, float32", new CpuEngine(threads).Prepare(build)) };
        // The last is for processors that have nothing better.
        foreach (ByteKernel kernel in ByteKernel.Supported.Take(Math.Max(1, ByteKernel.Supported.Count - 1)))
            turns.Add(Turn.Of($"cpu, int8 ({kernel.Name})", new CpuEngine(threads) { Bytes = kernel }.Prepare(build)));
        return turns;
    }

    private static IEnumerable<Turn> OnnxRuntime(int threads, Action<OpSet> build)
    {
        var turns = new List<Turn>();
        try
        {
            turns.Add(Turn.Of("ONNX Runtime, float32", new OnnxEngine(new() { Threads = threads }).Prepare(build)));
            var bytes = new OnnxBytes(threads, build);
            Turn.Fill(bytes.Program.Input);
            turns.Add(new Turn("ONNX Runtime, its dynamic int8", bytes, () => bytes.Program.Run(CancellationToken.None)) { Output = bytes.Program.Output });
        }
        catch (EngineException missing)
        {
            Console.WriteLine($"without ONNX Runtime: {missing.Message}");
        }
        return turns;
    }

    private static void Print(string title, IReadOnlyList<Turn> turns, int rounds, string output)
    {
        Console.WriteLine(title);
        foreach (Turn turn in turns)
            turn.Run();
        var elapsed = turns.Select(_ => new double[rounds]).ToArray();
        var processor = turns.Select(_ => new double[rounds]).ToArray();
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < turns.Count; i++)
            {
                TimeSpan before = Environment.CpuUsage.TotalTime;
                long start = Stopwatch.GetTimestamp();
                turns[i].Run();
                elapsed[i][round] = turns[i].Weight * Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                processor[i][round] = turns[i].Weight * (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
            }
        }
        for (int i = 0; i < turns.Count; i++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {turns[i].Name,-40} {Median(elapsed[i]),9:0.00} ms, {Median(Ratios(elapsed[0], elapsed[i])):0.00} times as fast as float32 ({Median(Ratios(processor[0], processor[i])):0.00} by processor time){Apart(turns[0], turns[i], output)}"));
        }
        foreach (Turn turn in turns)
            turn.Dispose();
    }

    /// <summary>How far the results of one are from those of another.</summary>
    private static string Apart(Turn expected, Turn actual, string output)
    {
        if (actual.Output is null || actual == expected)
            return "";
        ReadOnlySpan<float> a = expected.Output!(output), b = actual.Output(output);
        double largest = 0, apart = 0;
        for (int i = 0; i < a.Length; i++)
            (largest, apart) = (Math.Max(largest, Math.Abs(a[i])), Math.Max(apart, Math.Abs(a[i] - b[i])));
        return string.Create(CultureInfo.InvariantCulture, $", off by {apart:0.0000} of {largest:0.00}");
    }

    private static IEnumerable<double> Ratios(double[] first, double[] other) => first.Zip(other, (a, b) => a / b);

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    /// <summary>One of those that take turns.</summary>
    private sealed record Turn(string Name, IDisposable Owned, Action Run) : IDisposable
    {
        /// <summary>What its time counts for.</summary>
        public double Weight { get; init; } = 1;

        /// <summary>Where its results are, if it has any.</summary>
        public Results? Output { get; init; }

        /// <summary>Memory of an input.</summary>
        public delegate Span<float> Port(string name);

        /// <summary>Memory of an output.</summary>
        public delegate ReadOnlySpan<float> Results(string name);

        public static Turn Of(string name, Session session)
        {
            Fill(session.Input);
            return new Turn(name, session, () => session.Run()) { Output = session.Output };
        }

        /// <summary>Fills those inputs that there are.</summary>
        public static void Fill(Port port)
        {
            foreach (string input in (string[])["x", MmaDferNetwork.FramesInput, MmaDferNetwork.AudioInput])
            {
                try
                {
                    var random = new Random(1);
                    foreach (ref float value in port(input))
                        value = random.NextSingle() - 0.5f;
                }
                catch (KeyNotFoundException)
                {
                    // The network has other inputs.
                }
            }
        }

        public Turn Repeated(int times) => this with
        {
            Run = () =>
            {
                for (int i = 0; i < times; i++)
                    Run();
            },
            Weight = 1.0 / times,
        };

        public void Dispose() => Owned.Dispose();
    }
}
