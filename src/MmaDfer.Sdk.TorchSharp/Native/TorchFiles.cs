using System.Runtime.InteropServices;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.TorchSharp.Native;

/// <summary>The absolute paths of libtorch and of TorchSharp's own native library. Finding them loads nothing.</summary>
/// <param name="Folder">Folder of libtorch.</param>
/// <param name="Binding">TorchSharp's library, which was built for one version of libtorch.</param>
internal sealed record TorchFiles(string Folder, string Binding)
{
    public const string Variable = "MMADFER_LIBTORCH";

    /// <summary>The versions of the packages that this was built with, which belong together.</summary>
    public const string TorchSharpVersion = "0.107.0", LibTorchVersion = "2.10.0";

    public bool HasCuda => File.Exists(Path.Combine(Folder, FileName("torch_cuda")));

    /// <summary>A file of libtorch; null if it has none of this name.</summary>
    public string? Library(string name) => Path.Combine(Folder, FileName(name)) is { } path && File.Exists(path) ? path : null;

    /// <summary>Searches all folders.</summary>
    /// <param name="engine">Name of the engine that needs it, for the error.</param>
    /// <param name="path">Absolute path of libtorch's folder; null to search for it.</param>
    /// <exception cref="EngineException">Something is missing; the message names each place.</exception>
    public static TorchFiles Find(string engine, string? path) => Find(
        engine, path ?? NullIfEmpty(Environment.GetEnvironmentVariable(Variable)), AppContext.BaseDirectory,
        AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "");

    internal static TorchFiles Find(string engine, string? given, string application, string packages)
    {
        if (given is not null && !Path.IsPathFullyQualified(given))
            throw new EngineException($"The engine '{engine}' needs the absolute path of libtorch's folder, and '{given}' is not one.");
        string[] beside =
        [
            application, Path.Combine(application, "runtimes", PortableSystem.Identifier, "native"),
            .. packages.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        ];
        // .NET's own folder is among those of packages; that of a self-contained application is both.
        string own = Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory());
        string[] places = [.. beside.Select(Path.TrimEndingDirectorySeparator).Distinct().Where((place, i) => i == 0 || place != own)];
        string libTorch = FileName("torch_cpu"), binding = FileName("LibTorchSharp");
        string[] ofLibTorch = given is null ? places : [given];
        string folder = ofLibTorch.FirstOrDefault(p => File.Exists(Path.Combine(p, libTorch)))
            ?? throw new EngineException(
                $"The engine '{engine}' needs libtorch {LibTorchVersion}, and none was found ({libTorch} is not in {string.Join(", ", ofLibTorch)}): "
                + $"add the package TorchSharp-cuda-windows, TorchSharp-cuda-linux or TorchSharp-cpu {TorchSharpVersion} to the application, or set {Variable} to the absolute path of its folder.");
        string[] ofBinding = [folder, .. places];
        string found = ofBinding.FirstOrDefault(p => File.Exists(Path.Combine(p, binding)))
            ?? throw new EngineException(
                $"The engine '{engine}' needs {binding} of TorchSharp {TorchSharpVersion}, which is not in {string.Join(", ", ofBinding)}: it comes with the package TorchSharp, for {PortableSystem.Identifier} if there is one.");
        return new TorchFiles(folder, Path.Combine(found, binding));
    }

    /// <summary>The file name of a library on this system.</summary>
    internal static string FileName(string name) =>
        OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
