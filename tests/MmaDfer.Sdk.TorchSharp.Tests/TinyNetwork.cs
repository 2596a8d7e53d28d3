using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Ops;

namespace MmaDfer.Sdk.TorchSharp.Tests;

/// <summary>The network of the tiny model.</summary>
internal static class TinyNetwork
{
    private static readonly MmaDferNetwork s_network = new(TinyModel.Config, new DrawnWeights(TinyModel.Config, 1));

    public static void Build(OpSet ops) => s_network.Build(ops, batch: 1);

    public static Session Prepare(Engine engine) => engine.Prepare(Build);

    /// <summary>Logits of the made-up inputs.</summary>
    public static float[] Run(Session session)
    {
        HashedTensors.Frames(1, TinyModel.Config.ImageSize).CopyTo(session.Input(MmaDferNetwork.FramesInput));
        HashedTensors.Audio(1).CopyTo(session.Input(MmaDferNetwork.AudioInput));
        session.Run();
        return session.Output(MmaDferNetwork.LogitsOutput).ToArray();
    }
}
