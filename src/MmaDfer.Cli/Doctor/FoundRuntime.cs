using MmaDfer.Sdk;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Cli.Doctor;

/// <summary>The ONNX Runtime that engines would use.</summary>
/// <param name="Path">Absolute path; null if none was found.</param>
/// <param name="Version">Its version.</param>
/// <param name="Providers">What is built into it, which need not work here.</param>
/// <param name="Problem">Where it was looked for and why that failed; null if it was found.</param>
internal sealed record FoundRuntime(string? Path, string? Version, IReadOnlyList<string> Providers, string? Problem)
{
    public static FoundRuntime Find()
    {
        try
        {
            NativeLibraryInfo library = new OnnxEngine().FindLibrary();
            return new FoundRuntime(library.Path, library.Version, library.Providers, null);
        }
        catch (EngineException exception)
        {
            return new FoundRuntime(null, null, [], exception.Message);
        }
    }
}
