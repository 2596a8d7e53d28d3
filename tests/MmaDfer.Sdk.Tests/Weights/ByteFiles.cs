using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;

namespace MmaDfer.Sdk.Tests.Weights;

/// <summary>A small model whose encoders have sizes that a file in 8 bit can hold.</summary>
internal static class ByteFiles
{
    public static readonly MmaDferConfig Config = TinyVariants.Config(TinyVariants.Published) with
    {
        Width = 64, Heads = 1, MlpWidth = 128, Latent = 64, TemporalWidth = 64, TemporalHeads = 2, TemporalInner = 64, TemporalMlp = 128,
    };

    /// <summary>Writes it as float32.</summary>
    public static string Original(TemporaryFolder folder)
    {
        string path = folder["original"];
        ModelConverter.Write(path, TinyVariants.Weights(Config), Config, EmotionLabels.OfClasses(Config.Classes), "test", half: false, null, default);
        return path;
    }

    /// <summary>Writes it in 8 bit.</summary>
    public static string Converted(TemporaryFolder folder, string original)
    {
        ModelConverter.Convert(original, folder["bytes"], new() { Precision = Precision.Int8 });
        return folder["bytes"];
    }

    public static float[] Logits(CpuEngine engine, string path)
    {
        using ModelFile model = ModelFile.Open(path);
        return Logits(engine, model);
    }

    public static float[] Logits(CpuEngine engine, ModelFile model)
    {
        using Session session = engine.Prepare(ops => new MmaDferNetwork(model.Config, model.Weights).Build(ops, 1));
        HashedTensors.Frames(1, model.Config.ImageSize).CopyTo(session.Input(MmaDferNetwork.FramesInput));
        HashedTensors.Audio(1).CopyTo(session.Input(MmaDferNetwork.AudioInput));
        session.Run();
        return session.Output(MmaDferNetwork.LogitsOutput).ToArray();
    }
}
