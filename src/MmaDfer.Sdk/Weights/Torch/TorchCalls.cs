using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights.Safetensors;

namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>
/// The few calls that a PyTorch checkpoint is made of: rebuilding a tensor or a parameter and making an ordered dictionary.
/// Three of numpy's become inert. Everything a tensor claims about itself is checked here.
/// </summary>
internal sealed class TorchCalls(string origin) : IPickleCalls
{
    private readonly Dictionary<string, TorchStorage> _storages = [];

    /// <summary>All storages that the pickle refers to, by key.</summary>
    public IReadOnlyDictionary<string, TorchStorage> Storages => _storages;

    public object? Call(PickleGlobal function, object?[] arguments) => (function.Module, function.Name) switch
    {
        ("torch._utils", "_rebuild_tensor_v2") => Tensor(arguments),
        ("torch._utils", "_rebuild_parameter") => arguments is [TorchTensor tensor, ..]
            ? tensor
            : throw Wrong("has a parameter without a tensor"),
        ("collections", "OrderedDict") => Dictionary(arguments),
        ("numpy.core.multiarray", "_reconstruct") or ("numpy", "dtype") or ("_codecs", "encode") => PickleInert.Value,
        _ => null,
    };

    public object? Load(object? id)
    {
        if (id is not object?[] { Length: 5 or 6 } parts
            || parts is not ["storage", PickleGlobal storageClass, string key, string, long count, ..])
            return null;
        if (parts is [_, _, _, _, _, not null])
            throw Wrong($"has a view of the storage '{Printable.Text(key)}' in a form that PyTorch gave up long ago; save it again with PyTorch 1.6 or newer");
        TensorType type = TorchStorage.TypeOf(storageClass)
            ?? throw Wrong($"has a storage of the class '{storageClass}'; float, half, bfloat16, double, integer and bool storages are supported");
        if (count is < 0 or > long.MaxValue / sizeof(double))
            throw Wrong($"has a storage '{Printable.Text(key)}' of {count} elements");
        if (!_storages.TryGetValue(key, out TorchStorage? storage))
            _storages.Add(key, storage = new TorchStorage(key, type, count));
        if (storage.Type != type || storage.Count != count)
            throw Wrong($"describes the storage '{Printable.Text(key)}' in two ways");
        return storage;
    }

    private TorchTensor Tensor(object?[] arguments)
    {
        if (arguments is not [TorchStorage storage, long offset, object?[] sizes, object?[] strides, ..]
            || sizes.Length != strides.Length || sizes.Length > SafetensorsHeader.MaxRank)
            throw Wrong("has a tensor that is not described by storage, offset, sizes and strides");
        int[] shape = new int[sizes.Length];
        long[] steps = new long[sizes.Length];
        for (int i = 0; i < shape.Length; i++)
        {
            if (sizes[i] is not (long and >= 0 and <= int.MaxValue) || strides[i] is not (long and >= 0))
                throw Wrong($"has a tensor whose size or stride {i} is no whole number from 0 to {int.MaxValue}");
            shape[i] = (int)(long)sizes[i]!;
            steps[i] = (long)strides[i]!;
        }
        CheckFits(storage, offset, shape, steps);
        return new TorchTensor(storage, offset, new Shape(shape), steps);
    }

    /// <summary>
    /// The tensor must lie within its storage, and not hold more elements than it either (sizes with stride 0 could make a
    /// huge tensor of a single element).
    /// </summary>
    private void CheckFits(TorchStorage storage, long offset, int[] shape, long[] strides)
    {
        long elements = TensorSize.Elements(shape);
        Int128 last = offset;
        for (int i = 0; i < shape.Length; i++)
            last += (Int128)Math.Max(0, shape[i] - 1) * strides[i];
        if (elements == 0 && offset >= 0 && offset <= storage.Count)
            return;
        if (elements < 0 || elements > storage.Count || offset < 0 || last >= storage.Count)
            throw Wrong($"has a tensor of shape {new Shape(shape)} at offset {offset} that does not fit its storage '{Printable.Text(storage.Key)}' of {storage.Count} elements");
    }

    private PickleDict Dictionary(object?[] arguments)
    {
        // Old versions of Python hand the entries over as a list of pairs; PyTorch's own checkpoints never do.
        if (arguments.Length > 0)
            throw Wrong("makes an ordered dictionary from a list, which no supported version of PyTorch does");
        return new PickleDict();
    }

    private ModelFileException Wrong(string what) => new(
        $"{origin}: damaged or hostile: its pickle {what}; a checkpoint written by torch.save is needed.");
}
