namespace MmaDfer.Sdk.Engines.Onnx.Native;

/// <summary>Execution providers that come as libraries of their own, and are registered with ONNX Runtime when they are needed.</summary>
internal static unsafe class OrtPlugIns
{
    /// <summary>The environment variable with the path of a plug-in for <see cref="OnnxProvider.PlugIn"/>.</summary>
    public const string Variable = "MMADFER_ONNX_PROVIDER";

    // Registered libraries stay loaded, as the runtime does.
    private static readonly Dictionary<(OrtLibrary, string), OrtDevice[]> s_registered = [];
    private static readonly Lock s_gate = new();

    /// <summary>The plug-in that an engine needs; null if its provider is built in, or if there is none.</summary>
    /// <exception cref="EngineException">The engine is for plug-ins, and none is named.</exception>
    public static string? Find(OrtLibrary library, OnnxEngineOptions options, string nativeName)
    {
        if (options.ProviderLibraryPath is { } path)
            return path;
        if (options.Provider == OnnxProvider.PlugIn)
            return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
                ? named
                : throw new EngineException($"The engine '{EngineNames.OnnxPlugIn}' needs the path of a provider's library; set {Variable} to it.");
        if (library.Providers.Contains(nativeName) || FileName(options.Provider) is not { } file)
            return null;
        return OrtLibraryFinder.Folders.Prepend(Path.GetDirectoryName(library.Path)!).Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }

    /// <summary>The devices of a plug-in, the preferred one first. The first call registers it.</summary>
    /// <param name="library">The runtime.</param>
    /// <param name="name">The name to register it under.</param>
    /// <param name="path">Its absolute path.</param>
    /// <exception cref="EngineException">The runtime is too old, or the plug-in does not fit it, or has no device here.</exception>
    public static OrtDevice[] Devices(OrtLibrary library, string name, string path)
    {
        if (!library.HasPlugIns)
            throw new EngineException($"The provider {path} is a plug-in, which needs ONNX Runtime 1.{OrtApi.PlugInVersion} or later; {library.Path} is {library.Version}.");
        if (!Path.IsPathFullyQualified(path) || !File.Exists(path))
            throw new EngineException($"The provider {path} cannot be used: {(File.Exists(path) ? "not an absolute path" : "no such file")}.");
        lock (s_gate)
        {
            if (!s_registered.TryGetValue((library, path), out OrtDevice[]? devices))
                s_registered.Add((library, path), devices = Register(library, name, path));
            return devices.Length > 0
                ? devices
                : throw new EngineException($"The provider {path} cannot be used: it finds no device on this machine.");
        }
    }

    private static OrtDevice[] Register(OrtLibrary library, string name, string path)
    {
        OrtDevice[] before = OrtDevice.All(library);
        // Another context of this program may have registered it, before the program's code was loaded again.
        OrtDevice[] known = [.. before.Where(d => d.Library == path)];
        if (known.Length > 0)
            return OrtDevice.InOrderOfPreference(known);
        fixed (byte* nameBytes = OrtString.Utf8(name), utf8 = OrtString.Utf8(path))
        fixed (char* utf16 = path)
        {
            void* file = OperatingSystem.IsWindows() ? utf16 : utf8;
            library.Check(library.Api.RegisterExecutionProviderLibrary(library.Environment, nameBytes, file), $"cannot use the plug-in {path}");
        }
        HashSet<nint> old = [.. before.Select(d => d.Pointer)];
        return OrtDevice.InOrderOfPreference(OrtDevice.All(library).Where(d => !old.Contains(d.Pointer)));
    }

    /// <summary>The file that the package of a provider has; null if it does not come as a plug-in.</summary>
    private static string? FileName(OnnxProvider provider)
    {
        string? name = provider switch
        {
            OnnxProvider.WebGpu => "onnxruntime_providers_webgpu",
            OnnxProvider.Cuda => "onnxruntime_providers_cuda_plugin",
            _ => null,
        };
        return name is null ? null
            : OperatingSystem.IsWindows() ? $"{name}.dll"
            : OperatingSystem.IsMacOS() ? $"lib{name}.dylib"
            : $"lib{name}.so";
    }
}
