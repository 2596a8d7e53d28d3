using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>A view of a storage: the element at (i, j, ...) is number <c>Offset + i * Strides[0] + j * Strides[1] ...</c> of it.</summary>
internal sealed record TorchTensor(TorchStorage Storage, TensorType Type, long Offset, Shape Shape, long[] Strides)
{
    /// <summary>Whether the elements are contiguous in the storage, row-major.</summary>
    public bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int i = Strides.Length - 1; i >= 0; expected *= Shape[i--])
            {
                if (Shape[i] != 1 && Strides[i] != expected)
                    return false;
            }
            return true;
        }
    }

    /// <summary>Index in the storage of the element with a row-major index.</summary>
    public long ElementOf(long index)
    {
        long element = Offset;
        for (int i = Strides.Length - 1; i >= 0; i--)
        {
            (index, long place) = Math.DivRem(index, Shape[i]);
            element += place * Strides[i];
        }
        return element;
    }
}

/// <summary>A block of elements; the tensors of a checkpoint are views of such blocks.</summary>
internal sealed class TorchStorage(string key, TorchElement element, long count)
{
    public string Key { get; } = key;

    public TorchElement Element { get; } = element;

    /// <summary>Number of elements, according to the pickle.</summary>
    public long Count { get; } = count;

    /// <summary>Offset of its bytes in the file; -1 until it is known.</summary>
    public long Offset { get; set; } = -1;

    public long Bytes => Count * Element.Bytes;
}

/// <summary>The element type of a storage.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Bytes of one element.</param>
/// <param name="Type">The type as this SDK reads it; null if it does not.</param>
internal sealed record TorchElement(string Name, int Bytes, TensorType? Type)
{
    /// <summary>The element type of a storage class; null for an unknown class.</summary>
    public static TorchElement? Of(PickleGlobal storageClass) => storageClass switch
    {
        { Module: not ("torch" or "torch.cuda" or "torch.storage") } => null,
        { Name: "FloatStorage" } => Read(TensorType.Float32),
        { Name: "HalfStorage" } => Read(TensorType.Float16),
        { Name: "BFloat16Storage" } => Read(TensorType.BFloat16),
        { Name: "DoubleStorage" } => Read(TensorType.Float64),
        { Name: "LongStorage" } => Read(TensorType.Int64),
        { Name: "IntStorage" } => Read(TensorType.Int32),
        { Name: "ShortStorage" } => Read(TensorType.Int16),
        { Name: "CharStorage" } => Read(TensorType.Int8),
        { Name: "ByteStorage" } => Read(TensorType.UInt8),
        { Name: "BoolStorage" } => Read(TensorType.Bool),
        { Name: "ComplexFloatStorage" } => new("complex64", 8, null),
        { Name: "ComplexDoubleStorage" } => new("complex128", 16, null),
        { Name: "QInt8Storage" or "QUInt8Storage" or "QUInt4x2Storage" or "QUInt2x4Storage" } => new("quantised", 1, null),
        { Name: "QInt32Storage" } => new("quantised to 32 bits", 4, null),
        { Name: "UntypedStorage" } => new("bytes", 1, null),
        _ => null,
    };

    private static TorchElement Read(TensorType type) => new(TensorTypes.Name(type), TensorTypes.Bytes(type), type);
}

/// <summary>A tensor of an unsupported kind: ignored beside the weights, an error among them.</summary>
/// <param name="What">Its kind, to complete "the tensor 'x' is ...".</param>
/// <param name="Remedy">The way to save a supported tensor instead.</param>
internal sealed record ForeignTensor(string What, string Remedy)
{
    private const string AsFloat = "save it as float32 or float16 with .float() or .half()";

    /// <summary>The kind of tensor that a function of <c>torch._utils</c> rebuilds; null for any other function.</summary>
    public static ForeignTensor? RebuiltBy(string function) => function switch
    {
        "_rebuild_qtensor" => Quantised,
        "_rebuild_sparse_tensor" or "_rebuild_sparse_csr_tensor" => new("sparse", "save it with .to_dense()"),
        "_rebuild_nested_tensor" => new("nested", "save it as one ordinary tensor"),
        "_rebuild_wrapper_subclass" => new("of a special class (quantised or distributed)", "save the whole, unquantised model as ordinary tensors"),
        "_rebuild_meta_tensor_no_storage" => new("on the device 'meta', without values", "save the model once its weights are loaded"),
        "_rebuild_device_tensor_from_numpy" or "_rebuild_device_tensor_from_cpu_tensor" or "_rebuild_xla_tensor" =>
            new("of another device", "save it with .cpu()"),
        _ => null,
    };

    public static ForeignTensor Quantised { get; } = new("quantised", "save the model as it was before quantisation, in float32 or float16");

    public static ForeignTensor Negated { get; } = new("a negated view", "save it with .resolve_neg()");

    /// <summary>A tensor with an unsupported element type.</summary>
    public static ForeignTensor Of(TorchElement element) => element.Name switch
    {
        { } name when name.StartsWith("quantised", StringComparison.Ordinal) => Quantised,
        { } name when name.StartsWith("complex", StringComparison.Ordinal) => new("complex", "save real tensors, in float32 or float16"),
        { } name => new($"of the type {name}", AsFloat),
    };

    /// <summary>A tensor with one of the newer element types, which PyTorch keeps in storages without a type.</summary>
    public static ForeignTensor Of(PickleGlobal type) => new($"of the type {type}", AsFloat);
}
