using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;

namespace MmaDfer.Sdk.Conformance;

/// <summary>A small model file with drawn weights, in a folder of its own; deleted on dispose.</summary>
internal sealed class TinyModel : IDisposable
{
    public static readonly MmaDferConfig Config = new()
    {
        ImageSize = 32, Classes = 7, Width = 48, Heads = 3, MlpWidth = 96, Latent = 16,
        TemporalWidth = 32, TemporalHeads = 2, TemporalInner = 32, TemporalMlp = 64,
    };

    private readonly TemporaryFolder _folder = new();

    public TinyModel(ulong seed = 1) => Path = Write(_folder, seed: seed);

    /// <summary>A model with this number of labels, <c>label 0</c> and so on.</summary>
    public TinyModel(int labels)
    {
        Path = _folder["tiny model.safetensors"];
        ModelConverter.Write(
            Path, new DrawnWeights(Config with { Classes = labels }, 1), Config with { Classes = labels },
            [.. Enumerable.Range(0, labels).Select(i => $"label {i}")], "test", half: false, null, default);
    }

    public string Path { get; }

    /// <summary>Writes such a model into a folder of the test and gives its path.</summary>
    public static string Write(TemporaryFolder folder, string name = "tiny model.safetensors", ulong seed = 1)
    {
        ModelConverter.Write(folder[name], new DrawnWeights(Config, seed), Config, EmotionLabels.Dfew, "test", half: false, null, default);
        return folder[name];
    }

    /// <summary>Writes a model for the learnable clips of <see cref="TestClips"/> into a folder of the test and gives its path.</summary>
    public static string WriteTrainable(TemporaryFolder folder, ulong seed = 1, string[]? labels = null)
    {
        string path = folder[seed == 1 ? "trainable.safetensors" : $"trainable{seed}.safetensors"];
        ModelInitializer.InitializeSmall(path, new()
        {
            ImageSize = 16, Width = 32, MlpWidth = 64, Latent = 8, Seed = seed, Labels = labels ?? TestClips.LearnableLabels,
        });
        return path;
    }

    public void Dispose() => _folder.Dispose();
}
