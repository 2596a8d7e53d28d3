using System.Globalization;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Predictions;

namespace MmaDfer.Sdk.Engines.Picking;

/// <summary>
/// A tiny network whose answer is known: what an engine must compute correctly before it is trusted with the real one. It has
/// all parts of the real one in their full number, only narrower. The logits are the original authors' own, not this SDK's.
/// </summary>
internal static class ProofNetwork
{
    public static readonly MmaDferConfig Config = new()
    {
        ImageSize = 64, Classes = 7, Width = 48, Heads = 3, MlpWidth = 192, Latent = 16,
        TemporalWidth = 32, TemporalHeads = 2, TemporalInner = 32, TemporalMlp = 64,
    };

    /// <summary>The right answer.</summary>
    public static ReadOnlySpan<float> Logits =>
        [-0.26722753f, -0.6513158f, 1.6963339f, -0.35098967f, -1.5351789f, 0.8128321f, 0.8360178f];

    /// <summary>Describes the network, for one clip.</summary>
    public static void Build(OpSet ops) => new MmaDferNetwork(Config, new ProofWeights(Config)).Build(ops, batch: 1);

    /// <summary>Lets an engine compute the network.</summary>
    /// <returns>The largest error of a logit.</returns>
    /// <exception cref="EngineException">The engine is not available, or its answer is wrong.</exception>
    public static double Check(Engine engine, CancellationToken cancellationToken)
    {
        using Session session = engine.Prepare(Build, null, cancellationToken);
        ProofWeights.Fill("input.frames", 0, 0.5f, 0.5f, session.Input(MmaDferNetwork.FramesInput));
        ProofWeights.Fill("input.audio", 0, 0.7f, -0.2f, session.Input(MmaDferNetwork.AudioInput));
        session.Run(cancellationToken);
        ReadOnlySpan<float> answer = session.Output(MmaDferNetwork.LogitsOutput);
        if (answer.Length != Logits.Length)
            throw new EngineException($"it gave {answer.Length} numbers for the proof network, where {Logits.Length} are right.");
        if (!Probabilities.AreFinite(answer))
            throw new EngineException("its answer to the proof network is not a number.");
        double error = 0;
        for (int i = 0; i < answer.Length; i++)
            error = Math.Max(error, Math.Abs((double)answer[i] - Logits[i]));
        return error <= engine.ProofTolerance
            ? error
            : throw new EngineException(string.Create(
                CultureInfo.InvariantCulture,
                $"it computes wrong: its answer to the proof network is off by {error:G2}, where {engine.ProofTolerance:G2} is its precision."));
    }
}
