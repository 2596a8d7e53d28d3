namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>A tensor of a kind that is not read: no harm beside the weights, the reason to refuse the file among them.</summary>
/// <param name="What">What it is, for "the tensor 'x' is ...".</param>
/// <param name="Remedy">What to save instead.</param>
internal sealed record ForeignTensor(string What, string Remedy)
{
    private const string AsFloat = "save it as float32 or float16 with .float() or .half()";

    /// <summary>The kind that a function of <c>torch._utils</c> rebuilds; null for any other function.</summary>
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

    /// <summary>Elements of a type that is not read.</summary>
    public static ForeignTensor Of(TorchElement element) => element.Name switch
    {
        { } name when name.StartsWith("quantised", StringComparison.Ordinal) => Quantised,
        { } name when name.StartsWith("complex", StringComparison.Ordinal) => new("complex", "save real tensors, in float32 or float16"),
        { } name => new($"of the type {name}", AsFloat),
    };

    /// <summary>Newer element types, which PyTorch keeps in storages without a type.</summary>
    public static ForeignTensor Of(PickleGlobal type) => new($"of the type {type}", AsFloat);
}
