namespace MmaDfer.Sdk.Weights;

/// <summary>Walks tensor names like folders: <c>(scope / "blocks.0" / "attn")["qkv.weight"]</c>.</summary>
internal readonly struct WeightScope(WeightStore store, string prefix = "")
{
    public Weight this[string name] =>
        store.Tensors.TryGetValue(prefix + name, out TensorInfo? tensor)
            ? new Weight(store, tensor)
            : throw new ModelFileException($"{store.Origin}: the tensor '{prefix + name}' is missing; the network cannot run without it.");

    /// <summary>The scope below <paramref name="name"/>.</summary>
    public static WeightScope operator /(WeightScope scope, string name) => scope.Below(name);

    private WeightScope Below(string name) => new(store, $"{prefix}{name}.");
}
