using System.Text.Json;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Conformance;

/// <summary>The golden model of a folder (tiny, base112, ...) as a store that computes its values when they are read.</summary>
internal sealed class HashedWeights : WeightStore
{
    private readonly Dictionary<string, TensorInfo> _tensors = [];
    private readonly Dictionary<string, string> _kinds = [];

    public HashedWeights(string folder)
    {
        Manifest = Goldens.Json(folder, "manifest.json");
        Origin = $"golden model '{folder}'";
        foreach (JsonElement tensor in Manifest.GetProperty("tensors").EnumerateArray())
        {
            string name = tensor.GetProperty("name").GetString()!;
            int[] shape = [.. tensor.GetProperty("shape").EnumerateArray().Select(e => e.GetInt32())];
            _tensors.Add(name, new TensorInfo(name, new Shape(shape), TensorType.Float32));
            _kinds.Add(name, tensor.GetProperty("kind").GetString()!);
        }
    }

    public JsonElement Manifest { get; }

    public override string Origin { get; }

    public override IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    public override IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    public override void Read(TensorInfo tensor, long start, Span<float> destination)
    {
        long fanIn = 1;
        foreach (int size in tensor.Shape.Sizes[1..])
            fanIn *= size;
        HashedTensors.Weights(tensor.Name, _kinds[tensor.Name], fanIn, start, destination);
    }
}
