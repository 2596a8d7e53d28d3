using System.Collections.Concurrent;
using MmaDfer.Sdk.Engines.Cpu.Gradients;
using MmaDfer.Sdk.Engines.Cpu.Kernels;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>
/// The network's constants in the layouts of the kernels. Plans request them while they are built; <see cref="Load"/> reads the values
/// once. Several plans may share them.
/// </summary>
/// <param name="below">Weights to share, which must outlive these; null for none.</param>
/// <param name="own">Names of those that are not shared.</param>
internal sealed unsafe class CpuWeights(CpuWeights? below = null, IReadOnlySet<string>? own = null) : IDisposable
{
    private readonly Dictionary<string, PackedMatrix> _matrices = [], _transposed = [];
    private readonly Dictionary<string, ByteMatrix> _byteMatrices = [];
    private readonly Dictionary<string, AlignedMemory> _vectors = [];
    private readonly List<AlignedMemory> _memory = [];
    private readonly Dictionary<ByteSource, FileMapping?> _mappings = [];
    private readonly List<(Weight Weight, Action Read)> _pending = [], _changing = [];

    /// <summary>A matrix for <see cref="Steps.MatMulStep"/>; all dimensions but the first are its inputs.</summary>
    public PackedMatrix Matrix(Weight weight)
    {
        if (IsShared(weight))
            return below!.Matrix(weight);
        if (_matrices.TryGetValue(weight.Name, out PackedMatrix? packed))
            return packed;
        int outputs = weight.Shape[0], inputs = checked((int)(weight.Shape.Count / outputs));
        AlignedMemory memory = Allocate(PackedMatrix.LengthOf(outputs, inputs));
        packed = new PackedMatrix(memory.Address, outputs, inputs);
        Read(weight, () => packed.Fill(weight));
        _matrices.Add(weight.Name, packed);
        return packed;
    }

    /// <summary>A matrix for <see cref="Steps.ByteMatMulStep"/>.</summary>
    public ByteMatrix Bytes(Weight weight)
    {
        if (IsShared(weight))
            return below!.Bytes(weight);
        if (_byteMatrices.TryGetValue(weight.Name, out ByteMatrix? packed))
            return packed;
        int outputs = weight.Shape[0], inputs = checked((int)(weight.Shape.Count / outputs));
        ByteWeight? stored = weight.Bytes();
        sbyte* inPlace = stored is null ? null : InPlace(stored);
        packed = new ByteMatrix(Allocate(ByteMatrix.LengthOf(outputs, inputs, inPlace == null)).Address, outputs, inputs, inPlace);
        _pending.Add((weight, stored is null ? () => packed.Fill(weight) : () => packed.Fill(stored)));
        _byteMatrices.Add(weight.Name, packed);
        return packed;
    }

    /// <summary>The transpose of such a matrix, for the backward pass.</summary>
    public PackedMatrix Transposed(Weight weight)
    {
        if (IsShared(weight))
            return below!.Transposed(weight);
        if (_transposed.TryGetValue(weight.Name, out PackedMatrix? packed))
            return packed;
        int inputs = weight.Shape[0], outputs = checked((int)(weight.Shape.Count / inputs));
        AlignedMemory memory = Allocate(PackedMatrix.LengthOf(outputs, inputs));
        packed = new PackedMatrix(memory.Address, outputs, inputs);
        Read(weight, () => packed.FillTransposed(weight));
        _transposed.Add(weight.Name, packed);
        return packed;
    }

    /// <summary>A row-major copy, padded with zeros to whole panels.</summary>
    public float* Vector(Weight? weight)
    {
        if (weight is null)
            return null;
        if (IsShared(weight))
            return below!.Vector(weight);
        // A parameter is used in place, so that its changes take effect.
        if (weight.Store is ParameterStore parameters && parameters.Contains(weight.Name))
            return parameters.ValueAddress(weight.Name);
        if (_vectors.TryGetValue(weight.Name, out AlignedMemory? memory))
            return memory.Address;
        int length = checked((int)weight.Shape.Count);
        memory = Allocate(length + MicroKernel.Columns);
        memory.Clear();
        _pending.Add((weight, () => weight.Read(0, new Span<float>(memory.Address, length))));
        _vectors.Add(weight.Name, memory);
        return memory.Address;
    }

    /// <summary>Reads the constants requested since the last call, on several threads.</summary>
    /// <param name="threads">Threads that read.</param>
    /// <param name="progress">Told the share of the bytes read, 0..1.</param>
    /// <param name="cancellationToken">Ends reading early.</param>
    public void Load(int threads, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        // Reads nothing, unless the network requests more than the one before.
        below?.Load(threads, progress, cancellationToken);
        long total = _pending.Sum(p => p.Weight.Shape.Count), done = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        try
        {
            // One at a time, so that no thread is left with a long rest.
            Parallel.ForEach(Partitioner.Create(_pending, EnumerablePartitionerOptions.NoBuffering), options, pending =>
            {
                pending.Read();
                long read = Interlocked.Add(ref done, pending.Weight.Shape.Count);
                progress?.Report((double)read / total);
            });
        }
        catch (AggregateException failed) when (failed.InnerException is MmaDferException)
        {
            throw failed.InnerException;
        }
        _pending.Clear();
    }

    /// <summary>Packs matrices of parameters again after their values changed.</summary>
    public void Refresh(int threads) =>
        Parallel.ForEach(_changing, new ParallelOptions { MaxDegreeOfParallelism = threads }, changing => changing.Read());

    public void Dispose()
    {
        _memory.ForEach(memory => memory.Dispose());
        foreach (FileMapping? mapping in _mappings.Values)
            mapping?.Dispose();
        _mappings.Clear();
    }

    /// <summary>The panels of a weight in its file, mapped once; null if it must be copied.</summary>
    private sbyte* InPlace(ByteWeight stored)
    {
        if (!_mappings.TryGetValue(stored.Source, out FileMapping? mapping))
            _mappings.Add(stored.Source, mapping = stored.Source.Map());
        byte* address = mapping is null ? null : mapping.Address + stored.Offset;
        return (nint)address % AlignedMemory.Alignment == 0 ? (sbyte*)address : null;
    }

    private bool IsShared(Weight weight) => below is not null && !own!.Contains(weight.Name);

    private void Read(Weight weight, Action read)
    {
        _pending.Add((weight, read));
        if (weight.Store is ParameterStore parameters && parameters.Contains(weight.Name))
            _changing.Add((weight, read));
    }

    private AlignedMemory Allocate(long length)
    {
        var memory = new AlignedMemory(length);
        _memory.Add(memory);
        return memory;
    }
}
