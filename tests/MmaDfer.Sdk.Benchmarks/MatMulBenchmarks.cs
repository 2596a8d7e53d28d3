using BenchmarkDotNet.Attributes;
using MmaDfer.Cli.Bench;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Engines.Cpu;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>
/// The matrix products of the base model at 160 px, weights packed beforehand as in a model, beside OpenBLAS on as many
/// threads. Shapes: feed-forward up and down, and the joined query, key and value of the sound.
/// </summary>
[ShortRunJob]
public unsafe class MatMulBenchmarks
{
    private Session _session = null!;
    private OpenBlas? _peer;
    private AlignedMemory _a = null!, _b = null!, _c = null!;
    private int _rows, _inputs, _outputs;

    [Params("1712x768x3072", "1712x3072x768", "263x768x2304")]
    public string Shape { get; set; } = "";

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        int[] sizes = [.. Shape.Split('x').Select(int.Parse)];
        (_rows, _inputs, _outputs) = (sizes[0], sizes[1], sizes[2]);
        WeightStore weights = new DrawnWeights(new MmaDferConfig(), 1);
        string name = (_inputs, _outputs) switch
        {
            (768, 3072) => "image_encoder.blocks.0.mlp.fc1.weight",
            (3072, 768) => "image_encoder.blocks.0.mlp.fc2.weight",
            _ => "image_encoder.blocks.0.attn.qkv.weight",
        };
        _session = new CpuEngine(Threads).Prepare(ops =>
            ops.Output("y", ops.Linear(ops.Input("x", new Shape(_rows, _inputs)), new WeightScope(weights)[name], null)));
        _peer = OpenBlas.TryLoad();
        _peer?.SetThreads(Threads);
        _a = new AlignedMemory((long)_rows * _inputs);
        _b = new AlignedMemory((long)_inputs * _outputs);
        _c = new AlignedMemory((long)_rows * _outputs);
        _a.Clear();
        _b.Clear();
    }

    [Benchmark(Baseline = true)]
    public void PeerOpenBlas()
    {
        if (_peer is null)
            throw new InvalidOperationException("OpenBLAS is not installed (Debian: libopenblas0-pthread).");
        _peer.Multiply(_rows, _outputs, _inputs, _a.Address, _b.Address, _c.Address);
    }

    [Benchmark]
    public void Ours() => _session.Run();
}
