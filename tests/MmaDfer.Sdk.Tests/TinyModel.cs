using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests;

/// <summary>A small model file with drawn weights, in a folder of its own whose name is not ASCII; deleted on dispose.</summary>
internal sealed class TinyModel : IDisposable
{
    public static readonly MmaDferConfig Config = new()
    {
        ImageSize = 32, Classes = 7, Width = 48, Heads = 3, MlpWidth = 96, Latent = 16,
        TemporalWidth = 32, TemporalHeads = 2, TemporalInner = 32, TemporalMlp = 64,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("mmadfer-Ünïcødé-感情-").FullName;

    public TinyModel(ulong seed = 1)
    {
        Path = System.IO.Path.Combine(_folder, "tiny model.safetensors");
        WeightStore weights = ModelInitializer.Untrained(Config, seed);
        ModelConverter.Write(Path, weights, Config, EmotionLabels.Dfew, "test", half: false, null, default);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
