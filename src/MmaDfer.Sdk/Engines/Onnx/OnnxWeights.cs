using System.Collections.Concurrent;
using MmaDfer.Sdk.Engines.Onnx.Native;
using MmaDfer.Sdk.Onnx;

namespace MmaDfer.Sdk.Engines.Onnx;

/// <summary>
/// The constants of a graph in native memory, where ONNX Runtime uses them in any run. They live as long as the session, so another
/// adapter is applied without reading them again.
/// </summary>
/// <param name="library">The runtime that uses them.</param>
/// <param name="below">Constants to share, which must outlive these; null for none.</param>
/// <param name="own">Names of the weights that are not shared.</param>
internal sealed class OnnxWeights(OrtLibrary library, OnnxWeights? below = null, IReadOnlySet<string>? own = null) : IDisposable
{
    private readonly Dictionary<string, OrtTensor> _tensors = [];

    /// <summary>Reads the constants of the graph that are not shared.</summary>
    /// <param name="graph">Its constants are looked up by name.</param>
    /// <param name="threads">Threads that read.</param>
    /// <param name="progress">Told the share of the bytes read, 0 to 1.</param>
    /// <param name="cancellationToken">Checked between constants.</param>
    /// <exception cref="ModelFileException">A weight cannot be read.</exception>
    public void Load(OnnxGraph graph, int threads, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var missing = new List<(OnnxTensor From, OrtTensor To)>();
        foreach (OnnxTensor tensor in graph.Tensors.Where(t => Shared(t) is null))
        {
            var memory = new OrtTensor(library, tensor.Type, tensor.Shape);
            _tensors.Add(tensor.Name, memory);
            missing.Add((tensor, memory));
        }
        long total = missing.Sum(m => m.From.Length), done = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        try
        {
            Parallel.ForEach(Partitioner.Create(missing, EnumerablePartitionerOptions.NoBuffering), options, pair =>
            {
                pair.From.Fill(pair.To.Bytes);
                progress?.Report((double)Interlocked.Add(ref done, pair.From.Length) / total);
            });
        }
        catch (AggregateException failed) when (failed.InnerException is MmaDferException)
        {
            throw failed.InnerException;
        }
    }

    /// <summary>The memory of a constant.</summary>
    public OrtTensor this[OnnxTensor tensor] => Shared(tensor) ?? _tensors[tensor.Name];

    public void Dispose()
    {
        foreach (OrtTensor tensor in _tensors.Values)
            tensor.Dispose();
    }

    private OrtTensor? Shared(OnnxTensor tensor)
    {
        bool mine = below is null || (tensor.WeightName is { } weight && own!.Contains(weight));
        return !mine && below!._tensors.TryGetValue(tensor.Name, out OrtTensor? shared) && shared.Type == tensor.Type && shared.Shape == tensor.Shape
            ? shared : null;
    }
}
