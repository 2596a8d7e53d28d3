using System.Globalization;
using System.Text;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Predictions;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Engines.Picking;

/// <summary>
/// A tiny network whose output is known: an engine must compute it correctly before it runs the real one. It has all parts of the real
/// network in the same number, only narrower. The logits come from the original authors' code, not from this SDK.
/// </summary>
internal static class ProofNetwork
{
    public static readonly MmaDferConfig Config = new()
    {
        ImageSize = 64, Classes = 7, Width = 48, Heads = 3, MlpWidth = 192, Latent = 16,
        TemporalWidth = 32, TemporalHeads = 2, TemporalInner = 32, TemporalMlp = 64,
    };

    /// <summary>The correct output.</summary>
    public static ReadOnlySpan<float> Logits =>
        [-0.26722753f, -0.6513158f, 1.6963339f, -0.35098967f, -1.5351789f, 0.8128321f, 0.8360178f];

    /// <summary>Describes the network, for one clip.</summary>
    public static void Build(OpSet ops) => new MmaDferNetwork(Config, new ProofWeights(Config)).Build(ops, batch: 1);

    /// <summary>Checks an engine with the network.</summary>
    /// <returns>The largest error of a logit.</returns>
    /// <exception cref="EngineException">The engine is not available, or its output is wrong.</exception>
    public static double Check(Engine engine, CancellationToken cancellationToken)
    {
        using Session session = engine.Prepare(Build, null, cancellationToken);
        ProofWeights.Fill("input.frames", 0, 0.5f, 0.5f, session.Input(MmaDferNetwork.FramesInput));
        ProofWeights.Fill("input.audio", 0, 0.7f, -0.2f, session.Input(MmaDferNetwork.AudioInput));
        session.Run(cancellationToken);
        ReadOnlySpan<float> answer = session.Output(MmaDferNetwork.LogitsOutput);
        if (answer.Length != Logits.Length)
            throw new EngineException($"its output of the proof network has {answer.Length} values instead of {Logits.Length}.");
        if (!Probabilities.AreFinite(answer))
            throw new EngineException("its output of the proof network is not a number.");
        double error = 0;
        for (int i = 0; i < answer.Length; i++)
            error = Math.Max(error, Math.Abs((double)answer[i] - Logits[i]));
        return error <= engine.ProofTolerance
            ? error
            : throw new EngineException(string.Create(
                CultureInfo.InvariantCulture,
                $"it computes wrong results: its output of the proof network is off by {error:G2}; the tolerance is {engine.ProofTolerance:G2}."));
    }
}

/// <summary>
/// The weights and inputs of the proof network: each value is a pure function of its tensor's name and its index, uniform, and so wide
/// that each part of the network influences the output. The same numbers on every machine.
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

    /// <summary>offset + scale u, with u the sequence of the name in [-1, 1) from element <paramref name="start"/> on; each step rounded.</summary>
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
