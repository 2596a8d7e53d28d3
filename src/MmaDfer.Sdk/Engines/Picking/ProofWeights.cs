using System.Text;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Engines.Picking;

/// <summary>
/// The weights and inputs of the proof network: every value is a pure function of its tensor's name and its place, uniform and
/// so wide that each part of the network matters to the answer. The same numbers on every machine.
/// </summary>
internal sealed class ProofWeights : WeightStore
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private readonly Dictionary<string, NetworkTensor> _network;

    public ProofWeights(MmaDferConfig config)
    {
        _network = NetworkTensors.Of(config).ToDictionary(t => t.Name);
        Tensors = _network.Values.ToDictionary(t => t.Name, t => new TensorInfo(t.Name, t.Shape, TensorType.Float32));
    }

    public override string Origin => "the proof network";

    public override IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    public override IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    public override void Read(TensorInfo tensor, long start, Span<float> destination)
    {
        NetworkTensor known = _network[tensor.Name];
        CheckRange(known.Shape.Count, start, destination.Length);
        (float scale, float offset) = known.Kind switch
        {
            TensorKind.LinearWeight => ((float)Math.Sqrt(3.0 / (known.Shape.Count / known.Shape[0])), 0f),
            TensorKind.NormWeight => (0.1f, 1f),
            TensorKind.LinearBias or TensorKind.NormBias => (0.05f, 0f),
            TensorKind.Gate => (0.8f, 0f),
            _ => (0.5f, 0f),
        };
        Fill(tensor.Name, start, scale, offset, destination);
    }

    /// <summary>offset + scale u, u the name's stream in [-1, 1) from element <paramref name="start"/> on; each step rounded.</summary>
    public static void Fill(string name, long start, float scale, float offset, Span<float> destination)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ b) * 0x100000001b3;
        for (int i = 0; i < destination.Length; i++)
        {
            ulong x = hash + (ulong)(start + i + 1) * Step;
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            x ^= x >> 31;
            float u = (float)(x >> 40) * (2f / 16777216f) - 1f;
            float product = u * scale;
            destination[i] = offset + product;
        }
    }
}
