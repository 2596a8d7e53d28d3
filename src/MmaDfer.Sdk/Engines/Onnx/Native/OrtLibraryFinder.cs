namespace MmaDfer.Sdk.Engines.Onnx.Native;

/// <summary>
/// Finds ONNX Runtime, by absolute path only: the system's search would find Windows' own old copy.
/// </summary>
internal static class OrtLibraryFinder
{
    public const string Variable = "MMADFER_ONNXRUNTIME";

    /// <summary>The runtime for an engine, loaded.</summary>
    /// <param name="engine">Name of the engine that needs it, for the error.</param>
    /// <param name="path">Absolute path of the library or its folder; null to search for it.</param>
    /// <exception cref="EngineException">None was found; the message names each place and the reason.</exception>
    public static OrtLibrary Find(string engine, string? path) => Find(
        engine, path, AppContext.BaseDirectory, Environment.GetEnvironmentVariable(Variable), Environment.SystemDirectory, Extracted);

    internal static OrtLibrary Find(string engine, string? path, string application, string? variable, string system, params string[] extracted)
    {
        var reasons = new List<string>();
        foreach (string place in Places(path, application, variable, extracted))
        {
            foreach (string candidate in Candidates(place))
            {
                if (Try(candidate, system, out string reason) is { } library)
                    return library;
                reasons.Add($"{candidate}: {reason}");
            }
        }
        throw new EngineException(
            $"The engine '{engine}' needs ONNX Runtime 1.{OrtApi.Version} or later, and none was found ({string.Join("; ", reasons)}): "
            + $"put {Names[0]} beside the application or set {Variable} to its absolute path.");
    }

    /// <summary>Whether a folder has a file with the name of a runtime.</summary>
    public static bool IsIn(string folder) => Names.Any(name => File.Exists(Path.Combine(folder, name)));

    private static string[] Names =>
        OperatingSystem.IsWindows() ? ["onnxruntime.dll"]
        : OperatingSystem.IsMacOS() ? ["libonnxruntime.dylib", "libonnxruntime.1.dylib"]
        : ["libonnxruntime.so", "libonnxruntime.so.1"];

    /// <summary>
    /// The folders in which .NET's host put native libraries or found them in packages: where a program of a single file unpacks its own
    /// (IncludeNativeLibrariesForSelfExtract), for example.
    /// </summary>
    private static string[] Extracted => ((string?)AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES"))?
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>The folders of this program in which native libraries may be.</summary>
    public static IEnumerable<string> Folders => [.. Beside(AppContext.BaseDirectory), .. Extracted];

    private static string[] Beside(string application) => [application, Path.Combine(application, "runtimes", PortableSystem.Identifier, "native")];

    private static IEnumerable<string> Places(string? path, string application, string? variable, string[] extracted)
    {
        if (path is not null)
            return [path];
        // Those without one are not worth a line in the error.
        string[] places = [.. Beside(application), .. extracted.Where(IsIn)];
        return string.IsNullOrEmpty(variable) ? places : [.. places, variable];
    }

    /// <summary>The files that a path may stand for: itself, or those in it if it is a folder.</summary>
    private static IEnumerable<string> Candidates(string place)
    {
        if (!Directory.Exists(place))
            return [place];
        string[] files = [.. Names.Select(name => Path.Combine(place, name))];
        return files.Any(File.Exists) ? files.Where(File.Exists) : files[..1];
    }

    private static OrtLibrary? Try(string path, string system, out string reason)
    {
        reason = "no such file";
        if (!Path.IsPathFullyQualified(path))
            reason = "not an absolute path";
        else if (system.Length > 0 && string.Equals(Path.GetDirectoryName(path), system, StringComparison.OrdinalIgnoreCase))
            reason = "the system's own copy is not used";
        else if (File.Exists(path))
        {
            try
            {
                return OrtLibrary.Load(Path.GetFullPath(path));
            }
            catch (Exception e) when (e is EngineException or DllNotFoundException or BadImageFormatException)
            {
                reason = NativeMessage.Part(e.Message);
            }
        }
        return null;
    }
}
