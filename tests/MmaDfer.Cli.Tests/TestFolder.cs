using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;

namespace MmaDfer.Cli.Tests;

/// <summary>A folder of its own whose name is not ASCII; deleted on dispose.</summary>
internal sealed class TestFolder : IDisposable
{
    public static readonly MmaDferConfig Tiny = new()
    {
        ImageSize = 32, Classes = 7, Width = 48, Heads = 3, MlpWidth = 96, Latent = 16,
        TemporalWidth = 32, TemporalHeads = 2, TemporalInner = 32, TemporalMlp = 64,
    };

    private readonly string _path = Directory.CreateTempSubdirectory("mmadfer-cli-Ünïcødé-感情-").FullName;

    /// <summary>A drawn face and a made-up voice.</summary>
    public static string Face { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "clip", "face.y4m");

    public static string Voice { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "clip", "voice.wav");

    /// <summary>The model that ships with this SDK.</summary>
    public static string DemoModel { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "demo.safetensors");

    public string this[string name] => System.IO.Path.Combine(_path, name);

    public string[] Names => [.. Directory.GetFileSystemEntries(_path).Select(p => System.IO.Path.GetFileName(p)!).Order()];

    /// <summary>A small model with drawn weights.</summary>
    public string Model(string name = "tiny model.safetensors")
    {
        ModelConverter.Write(
            this[name], ModelInitializer.Untrained(Tiny, 1), Tiny, EmotionLabels.Dfew, "test", half: false, null, default);
        return this[name];
    }

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
