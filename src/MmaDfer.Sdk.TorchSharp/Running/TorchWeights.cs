using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.TorchSharp.Recording;
using MmaDfer.Sdk.Weights;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp.Running;

/// <summary>The constants of networks on the device, each read once. They outlive the networks that use them.</summary>
/// <param name="place">Device and precision.</param>
/// <param name="below">Constants to share, which must outlive these; null for none.</param>
/// <param name="own">Names of the weights that are not shared.</param>
internal sealed class TorchWeights(TorchPlace place, TorchWeights? below = null, IReadOnlySet<string>? own = null) : IDisposable
{
    private readonly Dictionary<(string Name, string Form), Tensor> _tensors = [];

    /// <summary>Reads the constants that are not loaded yet.</summary>
    /// <param name="constants">What a network needs.</param>
    /// <param name="threads">Threads that read.</param>
    /// <param name="progress">Told the share of the elements read, 0 to 1.</param>
    /// <param name="cancellationToken">Checked between weights.</param>
    /// <exception cref="ModelFileException">A weight cannot be read.</exception>
    public void Load(
        IEnumerable<TorchConstant> constants, int threads, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        TorchConstant[] missing = [.. constants.Where(c => !Has(c))];
        long total = missing.Sum(c => c.Weight.Shape.Count), done = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        try
        {
            Parallel.ForEach(Partitioner.Create(missing, EnumerablePartitionerOptions.NoBuffering), options, constant =>
            {
                Tensor tensor = Read(constant);
                lock (_tensors)
                    _tensors.Add((constant.Weight.Name, constant.Form), tensor.DetachFromDisposeScope());
                progress?.Report((double)Interlocked.Add(ref done, constant.Weight.Shape.Count) / total);
            });
        }
        catch (AggregateException failed) when (failed.InnerException is { } first)
        {
            // The first failure only.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
    }

    /// <summary>The memory of a constant.</summary>
    public Tensor this[TorchConstant constant] =>
        IsShared(constant) ? below![constant] : _tensors[(constant.Weight.Name, constant.Form)];

    /// <summary>Memory of a tensor of float32 on the processor.</summary>
    public static Span<float> Memory(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    /// <summary>Reads a weight into a tensor of float32 on the processor.</summary>
    public static Tensor Read(Weight weight)
    {
        Tensor tensor = empty(Sizes(weight.Shape), ScalarType.Float32, CPU);
        try
        {
            weight.Read(0, Memory(tensor));
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    public static long[] Sizes(Shape shape) => [.. shape.Sizes.ToArray().Select(s => (long)s)];

    public void Dispose()
    {
        foreach (Tensor tensor in _tensors.Values)
            tensor.Dispose();
        _tensors.Clear();
    }

    private Tensor Read(TorchConstant constant)
    {
        using IDisposable mode = no_grad();
        Tensor tensor = place.Take(Read(constant.Weight));
        if (constant.Transform is null)
            return tensor;
        using (tensor)
            return constant.Transform(tensor);
    }

    private bool Has(TorchConstant constant) =>
        IsShared(constant) || _tensors.ContainsKey((constant.Weight.Name, constant.Form));

    private bool IsShared(TorchConstant constant) => below is not null && !own!.Contains(constant.Weight.Name) && below.Has(constant);
}
