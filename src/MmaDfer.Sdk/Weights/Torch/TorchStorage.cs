namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>A block of elements that tensors of a checkpoint are views of.</summary>
internal sealed class TorchStorage(string key, TensorType type, long count)
{
    public string Key { get; } = key;

    public TensorType Type { get; } = type;

    /// <summary>Elements, as the pickle says.</summary>
    public long Count { get; } = count;

    /// <summary>Where its bytes begin in the file; -1 until found.</summary>
    public long Offset { get; set; } = -1;

    public long Bytes => Count * TensorTypes.Bytes(Type);

    /// <summary>The element type of a storage class; null for one that is not supported.</summary>
    public static TensorType? TypeOf(PickleGlobal storageClass) => storageClass switch
    {
        { Module: not ("torch" or "torch.cuda") } => null,
        { Name: "FloatStorage" } => TensorType.Float32,
        { Name: "HalfStorage" } => TensorType.Float16,
        { Name: "BFloat16Storage" } => TensorType.BFloat16,
        { Name: "DoubleStorage" } => TensorType.Float64,
        { Name: "LongStorage" } => TensorType.Int64,
        { Name: "IntStorage" } => TensorType.Int32,
        { Name: "ShortStorage" } => TensorType.Int16,
        { Name: "CharStorage" } => TensorType.Int8,
        { Name: "ByteStorage" } => TensorType.UInt8,
        { Name: "BoolStorage" } => TensorType.Bool,
        _ => null,
    };
}
