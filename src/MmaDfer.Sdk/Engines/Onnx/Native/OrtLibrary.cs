using System.Runtime.InteropServices;

namespace MmaDfer.Sdk.Engines.Onnx.Native;

/// <summary>A runtime loaded into this process, with its environment. Safe for several threads.</summary>
internal sealed unsafe class OrtLibrary
{
    private const int LogErrors = 3;

    // A native library cannot be unloaded safely (its threads and devices outlive sessions) and a process may hold one
    // environment of it: so what was loaded once stays, and everyone shares it.
    private static readonly Dictionary<string, OrtLibrary> s_loaded = [];
    private static readonly Lock s_gate = new();

    private readonly nint _module;
    private readonly OrtHandle _environment;

    private OrtLibrary(string path)
    {
        Path = path;
        _module = NativeLibrary.Load(path);
        if (!NativeLibrary.TryGetExport(_module, "OrtGetApiBase", out nint getBase))
            throw new EngineException("it is no ONNX Runtime (it lacks OrtGetApiBase)");
        // Two functions, which never change: get a table, get the version.
        void** start = ((delegate* unmanaged<void**>)getBase)();
        Version = OrtString.Read(((delegate* unmanaged<byte*>)start[1])());
        if (!System.Version.TryParse(Version.Split('-', '+')[0], out Version? number) || number.Minor < OrtApi.Version && number.Major <= 1)
            throw new EngineException($"it is ONNX Runtime {Version}; 1.{OrtApi.Version} or later is needed");
        Number = number;
        void** table = ((delegate* unmanaged<uint, void**>)start[0])(OrtApi.Version);
        if (table is null)
            throw new EngineException($"ONNX Runtime {Version} no longer has the interface of 1.{OrtApi.Version}");
        Api = new OrtApi(table);
        nint environment;
        fixed (byte* name = OrtString.Utf8("MmaDfer.Sdk"))
            Check(Api.CreateEnv(LogErrors, name, &environment), "could not be started");
        _environment = new OrtHandle(environment, Api.ReleaseEnv);
        // Faces and voices stay on the device, and so does what is known of their use.
        Check(Api.DisableTelemetryEvents(environment), "could not be started");
        Providers = ReadProviders();
    }

    /// <summary>Absolute path of the library.</summary>
    public string Path { get; }

    /// <summary>Its version as it states it.</summary>
    public string Version { get; }

    /// <summary>Its version to compare.</summary>
    public Version Number { get; }

    /// <summary>What was built in, under ONNX Runtime's names; whether it works on this machine shows only when it is tried.</summary>
    public IReadOnlyList<string> Providers { get; }

    public OrtApi Api { get; }

    public nint Environment => _environment.Pointer;

    /// <summary>The library at a path, loaded at the first call.</summary>
    /// <exception cref="EngineException">It is too old, or no ONNX Runtime.</exception>
    /// <exception cref="DllNotFoundException">It cannot be loaded: a library that it needs is missing, for example.</exception>
    /// <exception cref="BadImageFormatException">It is no library for this processor.</exception>
    public static OrtLibrary Load(string path)
    {
        lock (s_gate)
        {
            if (!s_loaded.TryGetValue(path, out OrtLibrary? library))
                s_loaded.Add(path, library = new OrtLibrary(path));
            return library;
        }
    }

    /// <summary>A function that the library has beside its table; 0 where it has not.</summary>
    public nint Export(string name) => NativeLibrary.TryGetExport(_module, name, out nint address) ? address : 0;

    /// <summary>Throws where a call failed, with ONNX Runtime's own message, and lets go of the status.</summary>
    /// <param name="status">What the call returned.</param>
    /// <param name="what">What failed, to go on after "ONNX Runtime 1.2.3 (path) ".</param>
    /// <param name="help">What to do about it; null where nothing is known to help.</param>
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
