using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Models;

namespace MmaDfer.Sdk.Native.Tests;

/// <summary>The smallest model that there can be, with drawn weights; deleted on dispose.</summary>
internal sealed class SmallModel : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SmallModel(int labels = 7)
    {
        Path = _folder["small 感情.safetensors"];
        ModelInitializer.InitializeSmall(Path, new ModelInitOptions
        {
            ImageSize = 16, Width = 16, MlpWidth = 16, Latent = 4, Labels = [.. Enumerable.Range(0, labels).Select(i => $"label {i}")],
        });
    }

    public string Path { get; }

    public void Dispose() => _folder.Dispose();
}
