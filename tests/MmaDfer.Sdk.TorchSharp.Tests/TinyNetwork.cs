using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Ops;

namespace MmaDfer.Sdk.TorchSharp.Tests;

/// <summary>A small network with drawn weights.</summary>
internal static class TinyNetwork
{
    public static readonly MmaDferConfig Config = new()
    {
        ImageSize = 32, Classes = 7, Width = 48, Heads = 3, MlpWidth = 96, Latent = 16,
        TemporalWidth = 32, TemporalHeads = 2, TemporalInner = 32, TemporalMlp = 64,
    };

    private static readonly MmaDferNetwork s_network = new(Config, ModelInitializer.Untrained(Config, 1));

    public static void Build(OpSet ops) => s_network.Build(ops, batch: 1);

    public static Session Prepare(Engine engine) => engine.Prepare(Build);

    /// <summary>Logits of the made-up inputs.</summary>
    public static float[] Run(Session session)
    {
        HashedTensors.Frames(1, Config.ImageSize).CopyTo(session.Input(MmaDferNetwork.FramesInput));
        HashedTensors.Audio(1).CopyTo(session.Input(MmaDferNetwork.AudioInput));
        session.Run();
        return session.Output(MmaDferNetwork.LogitsOutput).ToArray();
    }

    /// <summary>The model as a file.</summary>
    public static string Write(TemporaryFolder folder, ulong seed = 1)
    {
        string path = folder[$"tiny{seed}.safetensors"];
        ModelConverter.Write(path, ModelInitializer.Untrained(Config, seed), Config, EmotionLabels.Dfew, "test", half: false, null, default);
        return path;
    }
}
