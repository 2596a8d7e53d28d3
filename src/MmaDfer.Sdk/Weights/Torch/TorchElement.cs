namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>The elements of a storage.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Bytes">Bytes of one.</param>
/// <param name="Type">Their type; null for those that are not read.</param>
internal sealed record TorchElement(string Name, int Bytes, TensorType? Type)
{
    /// <summary>By the class of the storage; null for one that is not known.</summary>
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
