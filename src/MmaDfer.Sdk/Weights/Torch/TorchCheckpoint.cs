using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>
/// The tensors of a PyTorch checkpoint (<c>.pth</c>, either format), read without executing anything in it: those that
/// <see cref="StateDict"/> finds. Everything else in the file (optimizer state, arguments, instances of classes) is skipped.
/// </summary>
internal sealed class TorchCheckpoint : WeightStore
{
    private readonly ByteSource _source;
    private readonly Dictionary<string, TorchTensor> _tensors;

    private TorchCheckpoint(ByteSource source, Dictionary<string, TorchTensor> tensors)
    {
        _source = source;
        _tensors = tensors;
        Tensors = tensors.ToDictionary(t => t.Key, t => new TensorInfo(t.Key, t.Value.Shape, t.Value.Type));
    }

    public override string Origin => _source.Origin;

    public override IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    public override IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <exception cref="ModelFileException">The file is missing, damaged, hostile or of another kind.</exception>
    public static TorchCheckpoint Open(string path)
    {
        FileBytes bytes = FileBytes.Open(path);
        try
        {
            return Open(bytes);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>Owns the source from now on: it is disposed with the store, but not if this throws.</summary>
    public static TorchCheckpoint Open(ByteSource source)
    {
        Span<byte> start = stackalloc byte[TorchLegacy.SignatureBytes];
        start = start[..(int)Math.Min(start.Length, source.Length)];
        source.Read(0, start);
        object? root = TorchLegacy.Matches(start) ? TorchLegacy.Read(source) : TorchZip.Read(source);
        return new TorchCheckpoint(source, StateDict.Of(source.Origin, root));
    }

    public override void Read(TensorInfo tensor, long start, Span<float> destination)
    {
        TorchTensor view = _tensors[tensor.Name];
        CheckRange(view.Shape.Count, start, destination.Length);
        if (destination.IsEmpty)
            return;
        if (view.IsContiguous)
            ReadElements(view, view.Offset + start, destination);
        else
            Gather(view, start, destination);
    }

    public override void Dispose() => _source.Dispose();

    private void ReadElements(TorchTensor view, long first, Span<float> destination) => ElementReader.Read(
        _source, view.Storage.Offset + first * TensorTypes.Bytes(view.Type), view.Type, destination);

    /// <summary>
    /// Reads elements of transposed and sliced tensors: first the range of the storage that contains them, then the elements from it.
    /// Such tensors are rare in checkpoints, so this is not optimised.
    /// </summary>
    private void Gather(TorchTensor view, long start, Span<float> destination)
    {
        long first = long.MaxValue, last = 0;
        for (int i = 0; i < destination.Length; i++)
        {
            long element = view.ElementOf(start + i);
            first = Math.Min(first, element);
            last = Math.Max(last, element);
        }
        if (last - first >= Array.MaxLength)
            throw new ModelFileException($"{Origin}: the tensor '{Printable.Text(view.Storage.Key)}' is spread over {last - first} elements; save it with .contiguous().");
        float[] stretch = new float[last - first + 1];
        ReadElements(view, first, stretch);
        for (int i = 0; i < destination.Length; i++)
            destination[i] = stretch[view.ElementOf(start + i) - first];
    }
}
