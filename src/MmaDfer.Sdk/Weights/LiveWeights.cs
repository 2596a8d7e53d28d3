using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Weights;

/// <summary>Tensors whose values lie elsewhere in memory and are copied when they are read.</summary>
internal sealed class LiveWeights(string origin) : WeightStore
{
    private readonly Dictionary<string, TensorInfo> _tensors = [];
    private readonly Dictionary<string, Source> _sources = [];

    /// <summary>The values as they are now; asked for anew for each read, so that memory may move.</summary>
    public delegate ReadOnlySpan<float> Source();

    public override string Origin => origin;

    public override IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    public override IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    public void Add(string name, Shape shape, Source source)
    {
        _tensors.Add(name, new TensorInfo(name, shape, TensorType.Float32));
        _sources.Add(name, source);
    }

    public override void Read(TensorInfo tensor, long start, Span<float> destination) =>
        _sources[tensor.Name]().Slice(checked((int)start), destination.Length).CopyTo(destination);
}
