using System.Runtime.InteropServices;

namespace MmaDfer.Sdk.Engines.Onnx.Native;

/// <summary>A runtime loaded into this process, with its environment. Thread-safe.</summary>
internal sealed unsafe class OrtLibrary
{
    private const int LogErrors = 3;

    // A native library cannot be unloaded safely (its threads and devices outlive sessions), and a process may have only one environment
    // of it, so libraries stay loaded and are shared.
    private static readonly Dictionary<string, OrtLibrary> s_loaded = [];
    private static readonly Lock s_gate = new();

    private readonly nint _module;
    private readonly OrtHandle _environment;

    private OrtLibrary(string path)
    {
        Path = path;
        _module = NativeLibrary.Load(path);
        if (!NativeLibrary.TryGetExport(_module, "OrtGetApiBase", out nint getBase))
            throw new EngineException("it is not ONNX Runtime (it lacks OrtGetApiBase)");
        // Two functions that never change: get a table, get the version.
        void** start = ((delegate* unmanaged<void**>)getBase)();
        Version = OrtString.Read(((delegate* unmanaged<byte*>)start[1])());
        if (!System.Version.TryParse(Version.Split('-', '+')[0], out Version? number) || number.Minor < OrtApi.Version && number.Major <= 1)
            throw new EngineException($"it is ONNX Runtime {Version}; 1.{OrtApi.Version} or later is needed");
        Number = number;
        void** table = ((delegate* unmanaged<uint, void**>)start[0])(HasPlugIns ? OrtApi.PlugInVersion : OrtApi.Version);
        if (table is null)
            throw new EngineException($"ONNX Runtime {Version} no longer has the interface of 1.{OrtApi.Version}");
        Api = new OrtApi(table);
        nint environment;
        fixed (byte* name = OrtString.Utf8("MmaDfer.Sdk"))
            Check(Api.CreateEnv(LogErrors, name, &environment), "could not be started");
        _environment = new OrtHandle(environment, Api.ReleaseEnv);
        // Faces and audio stay on the device, and so does information about their use.
        Check(Api.DisableTelemetryEvents(environment), "could not be started");
        Providers = ReadProviders();
    }

    /// <summary>Absolute path of the library.</summary>
    public string Path { get; }

    /// <summary>Its version as it states it.</summary>
    public string Version { get; }

    /// <summary>Its version for comparisons.</summary>
    public Version Number { get; }

    /// <summary>Whether it knows plug-ins and describes devices.</summary>
    public bool HasPlugIns => Number.Major > 1 || Number.Minor >= OrtApi.PlugInVersion;

    /// <summary>The providers built into it, by ONNX Runtime's names; they need not work on this machine.</summary>
    public IReadOnlyList<string> Providers { get; }

    public OrtApi Api { get; }

    public nint Environment => _environment.Pointer;

    /// <summary>The library at a path, loaded by the first call.</summary>
    /// <exception cref="EngineException">It is too old, or not ONNX Runtime.</exception>
    /// <exception cref="DllNotFoundException">It cannot be loaded: a library that it needs is missing, for example.</exception>
    /// <exception cref="BadImageFormatException">It is not a library for this processor.</exception>
    public static OrtLibrary Load(string path)
    {
        lock (s_gate)
        {
            if (!s_loaded.TryGetValue(path, out OrtLibrary? library))
                s_loaded.Add(path, library = new OrtLibrary(path));
            return library;
        }
    }

    /// <summary>An exported function; 0 if there is none of this name.</summary>
    public nint Export(string name) => NativeLibrary.TryGetExport(_module, name, out nint address) ? address : 0;

    /// <summary>Throws if a call failed, with ONNX Runtime's own message, and releases the status.</summary>
    /// <param name="status">The result of the call.</param>
    /// <param name="what">The failure, to follow "ONNX Runtime 1.2.3 (path) ".</param>
    /// <param name="help">The remedy; null if none is known.</param>
    /// <exception cref="EngineException">The call failed.</exception>
    public void Check(nint status, string what, string? help = null)
    {
        if (status == 0)
            return;
        string message = NativeMessage.Part(OrtString.Read(Api.GetErrorMessage(status)));
        Api.ReleaseStatus(status);
        string meaning = DirectXError.MeaningOf(message) is { } known ? $" ({known})" : "";
        throw new EngineException($"ONNX Runtime {Version} ({Path}) {what}: {message}{meaning}{(help is null ? "" : $"; {help}")}.");
    }

    private string[] ReadProviders()
    {
        byte** names;
        int count;
        Check(Api.GetAvailableProviders(&names, &count), "cannot list its providers");
        string[] providers = new string[count];
        for (int i = 0; i < count; i++)
            providers[i] = OrtString.Read(names[i]);
        Check(Api.ReleaseAvailableProviders(names, count), "cannot list its providers");
        return providers;
    }
}

/// <summary>
/// The meaning of DirectX's error codes, which ONNX Runtime passes on without explanation
/// (https://learn.microsoft.com/en-us/windows/win32/direct3ddxgi/dxgi-error).
/// </summary>
internal static class DirectXError
{
    private static readonly Dictionary<string, string> s_meanings = new()
    {
        ["887A0002"] = "there is no GPU with that index",
        ["887A0004"] = "DirectX does not work here: no display, or no driver",
        ["887A0005"] = "the GPU was removed, or its driver was updated",
        ["887A0006"] = "the GPU hung and was reset",
        ["887A0007"] = "the GPU was reset",
        ["887A0020"] = "the driver failed",
        ["8007000E"] = "memory is used up",
        ["80004005"] = "the driver failed, without saying why",
    };

    /// <summary>The meaning of the first known number in a message; null where there is none.</summary>
    public static string? MeaningOf(string message) => message.Split(' ', '.', ',', ':', ';', '(', ')')
        .Select(word => s_meanings.GetValueOrDefault(word.ToUpperInvariant())).FirstOrDefault(meaning => meaning is not null);
}
