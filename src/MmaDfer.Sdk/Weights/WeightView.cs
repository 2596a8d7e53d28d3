namespace MmaDfer.Sdk.Weights;

/// <summary>
/// Tensors of other stores, put together: under other names, some in place of others, with other metadata, or without their values.
/// The other stores stay the caller's and must outlive this one, except a store that is given to be owned.
/// </summary>
internal sealed class WeightView : WeightStore
{
    private readonly Dictionary<string, TensorInfo> _tensors = [];
    private readonly Dictionary<string, (WeightStore? Store, TensorInfo Tensor)> _sources = [];
    private readonly WeightStore? _owned;

    /// <param name="origin">The name of this store in errors.</param>
    /// <param name="metadata">The metadata of this store.</param>
    /// <param name="owned">A store that is disposed with this one; null for none.</param>
    public WeightView(string origin, IReadOnlyDictionary<string, string> metadata, WeightStore? owned = null)
    {
        Origin = origin;
        Metadata = metadata;
        _owned = owned;
    }

    public override string Origin { get; }

    public override IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    public override IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>A store under other names, or with other metadata. Owns that store.</summary>
    public static WeightView Renamed(WeightStore weights, Func<string, string> rename, IReadOnlyDictionary<string, string> metadata)
    {
        var view = new WeightView(weights.Origin, metadata, weights);
        foreach (TensorInfo tensor in weights.Tensors.Values)
            view.Set(rename(tensor.Name), weights, tensor);
        return view;
    }

    /// <summary>The tensors of one store, with some tensors of another in their place or in addition.</summary>
    /// <param name="below">All tensors.</param>
    /// <param name="above">Holds those that replace them, or come in addition.</param>
    /// <param name="names">Which tensors of <paramref name="above"/>.</param>
    /// <param name="origin">The name of this store in errors.</param>
    /// <param name="metadata">The metadata; null for those of <paramref name="below"/>.</param>
    public static WeightView Layered(
        WeightStore below, WeightStore above, IEnumerable<string> names, string origin, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var view = new WeightView(origin, metadata ?? below.Metadata);
        view.SetAll(below);
        foreach (string name in names)
            view.Set(name, above, above.Tensors[name]);
        return view;
    }

    /// <summary>Names and shapes of weights that an engine has read. Keeps nothing else of the store, which may be disposed.</summary>
    public static WeightView WithoutValues(WeightStore weights)
    {
        var view = new WeightView(weights.Origin, weights.Metadata);
        foreach ((string name, TensorInfo tensor) in weights.Tensors)
            view.Set(name, null, tensor);
        return view;
    }

    /// <summary>Adds all tensors of a store, or puts them in place of those with the same names.</summary>
    public void SetAll(WeightStore store)
    {
        foreach ((string name, TensorInfo tensor) in store.Tensors)
            Set(name, store, tensor);
    }

    /// <summary>Adds a tensor, or puts it in place of the one with this name.</summary>
    /// <param name="name">Its name here.</param>
    /// <param name="store">Holds its values; null if they cannot be read.</param>
    /// <param name="tensor">The tensor of <paramref name="store"/>.</param>
    public void Set(string name, WeightStore? store, TensorInfo tensor)
    {
        _tensors[name] = tensor.Name == name ? tensor : tensor with { Name = name };
        _sources[name] = (store, tensor);
    }

    public override void Read(TensorInfo tensor, long start, Span<float> destination)
    {
        (WeightStore? store, TensorInfo source) = _sources[tensor.Name];
        if (store is null)
            throw new InvalidOperationException($"The values of '{tensor.Name}' are with an engine alone and cannot be read again.");
        store.Read(source, start, destination);
    }

    public override ByteWeight? Bytes(TensorInfo tensor)
    {
        (WeightStore? store, TensorInfo source) = _sources[tensor.Name];
        return store?.Bytes(source);
    }

    public override void Dispose() => _owned?.Dispose();
}
