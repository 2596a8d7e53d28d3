namespace MmaDfer.Sdk.Weights;

/// <summary>Some tensors of one store in place of those of another. Both stay the caller's and must outlive this.</summary>
internal sealed class LayeredWeights : WeightStore
{
    private readonly WeightStore _below, _above;
    private readonly Dictionary<string, TensorInfo> _tensors;
    private readonly HashSet<string> _replaced;

    /// <param name="below">All tensors.</param>
    /// <param name="above">Holds those that replace them, or come in addition.</param>
    /// <param name="names">Which tensors of <paramref name="above"/>.</param>
    /// <param name="origin">What errors call this.</param>
    /// <param name="metadata">Texts; null for those of <paramref name="below"/>.</param>
    public LayeredWeights(
        WeightStore below, WeightStore above, IEnumerable<string> names, string origin,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        _below = below;
        _above = above;
        _replaced = [.. names];
        _tensors = new Dictionary<string, TensorInfo>(below.Tensors);
        foreach (string name in _replaced)
            _tensors[name] = above.Tensors[name];
        Origin = origin;
        Metadata = metadata ?? below.Metadata;
    }

    public override string Origin { get; }

    public override IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    public override IReadOnlyDictionary<string, string> Metadata { get; }

    public override void Read(TensorInfo tensor, long start, Span<float> destination) =>
        (_replaced.Contains(tensor.Name) ? _above : _below).Read(tensor, start, destination);
}
