using System.Globalization;

namespace MmaDfer.Sdk.Engines;

/// <summary>The engines by name, as the command line, its JSON and <see cref="Engine.Name"/> have them.</summary>
public static class EngineNames
{
    /// <summary>The built-in engine: <see cref="CpuEngine"/>.</summary>
    public const string Cpu = "cpu";

    /// <summary>ONNX Runtime on the processor.</summary>
    public const string OnnxCpu = "onnx-cpu";

    /// <summary>ONNX Runtime on an NVIDIA GPU.</summary>
    public const string OnnxCuda = "onnx-cuda";

    /// <summary>ONNX Runtime on any DirectX 12 GPU.</summary>
    public const string DirectML = "directml";

    /// <summary>ONNX Runtime on any GPU through WebGPU.</summary>
    public const string WebGpu = "webgpu";

    /// <summary>ONNX Runtime on Apple's hardware.</summary>
    public const string CoreML = "coreml";

    /// <summary>ONNX Runtime with the plug-in of another provider, whose path the environment variable <c>MMADFER_ONNX_PROVIDER</c> has.</summary>
    public const string OnnxPlugIn = "onnx-plugin";

    /// <summary>The best that works: an <see cref="EnginePicker"/> over its <see cref="EnginePicker.CreateDefaultCandidates"/>.</summary>
    public const string Auto = "auto";

    private static readonly string[] s_own = [Cpu, OnnxCpu, OnnxCuda, DirectML, WebGpu, CoreML, OnnxPlugIn];

    /// <summary>
    /// Names of the engines for this system, the built-in one first; then those of other packages that the program has registered.
    /// <see cref="DirectML"/> exists on Windows only, <see cref="CoreML"/> on Apple's systems only, and these have no CUDA;
    /// <see cref="OnnxPlugIn"/> only where a plug-in is named.
    /// </summary>
    public static IReadOnlyList<string> All =>
        [.. s_own.Concat(EngineRegistry.All.Select(engine => engine.Name)).Where(name => RequiredSystems(name) is null && (name != OnnxPlugIn || NamesPlugIn))];

    /// <summary>
    /// The engine of a name, with defaults for everything else. Case does not matter; a GPU other than the first is named after a
    /// colon: <c>directml:1</c>. Several names separated by commas give an <see cref="EnginePicker"/> that tries them in this order:
    /// <c>directml:1,webgpu,cpu</c>.
    /// </summary>
    /// <param name="name">
    /// One of <see cref="All"/>, several of them, or <see cref="Auto"/>. Names of other systems are valid too, so that one list is
    /// right everywhere; such an engine does not work here.
    /// </param>
    /// <param name="threads">Threads for work on the processor; 0 for one per processor, 16 at most.</param>
    /// <exception cref="EngineException">There is no engine of this name, it has no such device, or one is named twice.</exception>
    public static Engine Parse(string name, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(name);
        string[] names = name.Split(',', StringSplitOptions.TrimEntries);
        if (names.Length == 1)
            return ParseOne(name, threads);
        if (names.Contains(Auto, StringComparer.OrdinalIgnoreCase) || names.Distinct(StringComparer.OrdinalIgnoreCase).Count() < names.Length)
            throw new EngineException($"The engines '{name}' must be different ones of {string.Join(", ", All)}; {Auto} stands alone.");
        return new EnginePicker([.. names.Select(n => ParseOne(n, threads))]);
    }

    private static Engine ParseOne(string name, int threads)
    {
        string[] parts = name.Split(':', 2);
        string plain = parts[0].ToLowerInvariant();
        int index = 0;
        string[] withDevices = [OnnxCuda, DirectML, OnnxPlugIn, .. EngineRegistry.All.Where(engine => engine.TakesDevice).Select(engine => engine.Name)];
        if (parts.Length == 2
            && (!withDevices.Contains(plain) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index)))
            throw new EngineException($"The engine '{name}' is not one of {string.Join(", ", All)}; {DeviceRule([.. withDevices.Where(All.Contains)])}.");
        if (plain == Auto)
            return new EnginePicker(EnginePicker.CreateDefaultCandidates(threads));
        if (plain == Cpu)
            return new CpuEngine(threads);
        if (EngineRegistry.Find(plain) is { } registered)
            return registered.Create(index, threads);
        foreach (OnnxProvider provider in Enum.GetValues<OnnxProvider>())
        {
            if (Of(provider) == plain)
                return new OnnxEngine(new OnnxEngineOptions { Provider = provider, DeviceIndex = parts.Length == 2 ? index : null, Threads = threads });
        }
        throw new EngineException($"The engine '{name}' is not available; available here: {string.Join(", ", All)}, {Auto}. Packages can add engines, which the program must register.");
    }

    /// <summary>The operating systems that an engine needs, where this is none of them; otherwise null.</summary>
    internal static string? RequiredSystems(string name) => name switch
    {
        DirectML when !OperatingSystem.IsWindows() => "Windows",
        CoreML when !IsApple => "macOS or iOS",
        OnnxCuda when IsApple => "Windows or Linux",
        _ => EngineRegistry.Find(name)?.RequiredSystems,
    };

    /// <summary>Names of the engines of this system that can train.</summary>
    internal static IEnumerable<string> Trainers => All.Where(name => name == Cpu || EngineRegistry.Find(name) is { CanTrain: true });

    /// <summary>Whether the environment names a plug-in for <see cref="OnnxPlugIn"/>.</summary>
    internal static bool NamesPlugIn => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Onnx.Native.OrtPlugIns.Variable));

    internal static string Of(OnnxProvider provider) => provider switch
    {
        OnnxProvider.Cpu => OnnxCpu,
        OnnxProvider.Cuda => OnnxCuda,
        OnnxProvider.DirectML => DirectML,
        OnnxProvider.WebGpu => WebGpu,
        OnnxProvider.CoreML => CoreML,
        OnnxProvider.PlugIn => OnnxPlugIn,
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "Not a provider."),
    };

    private static bool IsApple => OperatingSystem.IsMacOS() || OperatingSystem.IsIOS();

    private static string DeviceRule(string[] withDevices) => withDevices.Length == 0
        ? "none of them takes a device index"
        : $"only {string.Join(" and ", withDevices)} take a device index ({withDevices[0]}:1)";
}
