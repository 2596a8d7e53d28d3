using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights.Safetensors;

namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>
/// The few calls in a PyTorch checkpoint: they rebuild a tensor or a parameter, or create a dictionary. Calls that create plain values
/// become inert (<see cref="InertCalls"/>). Every property that the file gives a tensor is checked here.
/// </summary>
internal sealed class TorchCalls(string origin) : IPickleCalls
{
    private const int MaxElementBytes = 16;

    private readonly Dictionary<string, TorchStorage> _storages = [];

    /// <summary>All storages that the pickle refers to, by key.</summary>
    public IReadOnlyDictionary<string, TorchStorage> Storages => _storages;

    public object? Call(PickleGlobal function, object?[] arguments) => (function.Module, function.Name) switch
    {
        ("torch._utils", _) => Rebuilt(function, arguments),
        // A tensor of a subclass: the function that rebuilds it as a plain tensor, then class, arguments, attributes.
        ("torch._tensor", "_rebuild_from_type" or "_rebuild_from_type_v2") =>
            arguments is [PickleGlobal { Module: "torch._utils" } plain, _, object?[] parts, ..] ? Rebuilt(plain, parts) : null,
        ("collections", "OrderedDict") => Dictionary(arguments),
        ("collections", "defaultdict") => new PickleDict(),
        _ => InertCalls.Allow(function, arguments) ? PickleInert.Value : null,
    };

    public object? Load(object? id)
    {
        // The format before PyTorch 1.6 keeps the source code of modules' classes beside their names.
        if (id is object?[] and ["module", PickleGlobal moduleClass, ..])
            return moduleClass;
        if (id is not object?[] { Length: 5 or 6 } parts
            || parts is not ["storage", PickleGlobal storageClass, string key, string, long count, ..])
            return null;
        if (parts is [_, _, _, _, _, not null])
            throw Wrong($"has a view of the storage '{Printable.Text(key)}' in an obsolete form; save it again with PyTorch 1.6 or newer");
        TorchElement element = TorchElement.Of(storageClass)
            ?? throw Wrong($"has a storage of the class '{storageClass}'; float, half, bfloat16, double, integer and bool storages are supported");
        if (count is < 0 or > long.MaxValue / MaxElementBytes)
            throw Wrong($"has a storage '{Printable.Text(key)}' of {count} elements");
        if (!_storages.TryGetValue(key, out TorchStorage? storage))
            _storages.Add(key, storage = new TorchStorage(key, element, count));
        if (storage.Element != element || storage.Count != count)
            throw Wrong($"describes the storage '{Printable.Text(key)}' in two ways");
        return storage;
    }

    private object? Rebuilt(PickleGlobal function, object?[] arguments) => function.Name switch
    {
        "_rebuild_tensor" or "_rebuild_tensor_v2" => Tensor(arguments),
        "_rebuild_tensor_v3" => arguments is [_, _, _, _, _, _, PickleGlobal type, ..]
            ? ForeignTensor.Of(type)
            : throw Wrong("has a tensor without an element type"),
        "_rebuild_parameter" or "_rebuild_parameter_with_state" => arguments is [TorchTensor or ForeignTensor, ..]
            ? arguments[0]
            : throw Wrong("has a parameter without a tensor"),
        _ => ForeignTensor.RebuiltBy(function.Name),
    };

    private object Tensor(object?[] arguments)
    {
        if (arguments is not [TorchStorage storage, long offset, object?[] sizes, object?[] strides, ..]
            || sizes.Length != strides.Length || sizes.Length > SafetensorsHeader.MaxRank)
            throw Wrong("has a tensor that is not described by storage, offset, sizes and strides");
        int[] shape = new int[sizes.Length];
        long[] steps = new long[sizes.Length];
        for (int i = 0; i < shape.Length; i++)
        {
            if (sizes[i] is not (long and >= 0 and <= int.MaxValue) || strides[i] is not (long and >= 0))
                throw Wrong($"has a tensor whose size or stride {i} is not an integer between 0 and {int.MaxValue}");
            shape[i] = (int)(long)sizes[i]!;
            steps[i] = (long)strides[i]!;
        }
        CheckFits(storage, offset, shape, steps);
        if (storage.Element.Type is not { } elements)
            return ForeignTensor.Of(storage.Element);
        if (arguments is [_, _, _, _, _, _, PickleDict bits, ..] && bits.Find("neg") is true)
            return ForeignTensor.Negated;
        return new TorchTensor(storage, elements, offset, new Shape(shape), steps);
    }

    /// <summary>
    /// The tensor must lie within its storage and must not have more elements than it (with strides of 0, a single element
    /// could become a huge tensor).
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

    /// <summary>An ordered dictionary: empty, or from Python 2, which passes the entries as a list of pairs.</summary>
    private PickleDict Dictionary(object?[] arguments)
    {
        var dictionary = new PickleDict();
        if (arguments.Length == 0)
            return dictionary;
        if (arguments is not [PickleList pairs])
            throw Wrong("creates an ordered dictionary from a value that is not a list of pairs");
        foreach (object? pair in pairs.Items)
        {
            IReadOnlyList<object?> entry = pair as object?[] ?? (pair as PickleList)?.Items ?? [];
            if (entry.Count != 2)
                throw Wrong("creates an ordered dictionary from a value that is not a list of pairs");
            dictionary.Add(entry[0], entry[1]);
        }
        return dictionary;
    }

    private ModelFileException Wrong(string what) => new(
        $"{origin}: damaged or hostile: its pickle {what}; a checkpoint written by torch.save is needed.");
}
