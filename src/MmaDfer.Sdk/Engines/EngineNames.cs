using System.Globalization;

namespace MmaDfer.Sdk.Engines;

/// <summary>The engines by name, as the command line, its JSON and <see cref="Engine.Name"/> have them.</summary>
public static class EngineNames
{
    /// <summary>The engine built in: <see cref="CpuEngine"/>.</summary>
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

    /// <summary>TorchSharp on an NVIDIA GPU; known once <c>TorchEngines.Register</c> of MmaDfer.Sdk.TorchSharp was called.</summary>
    public const string TorchCuda = "torch-cuda";

    /// <summary>TorchSharp on the processor; known once <c>TorchEngines.Register</c> of MmaDfer.Sdk.TorchSharp was called.</summary>
    public const string TorchCpu = "torch-cpu";

    /// <summary>The best that works: an <see cref="EnginePicker"/> over its <see cref="EnginePicker.DefaultCandidates"/>.</summary>
    public const string Auto = "auto";

    private static readonly string[] s_own = [Cpu, OnnxCpu, OnnxCuda, DirectML, WebGpu, CoreML];

    /// <summary>
    /// Names of the engines that there are for this system, the one built in first; then those of other packages that the program has
    /// registered. <see cref="DirectML"/> is one of Windows alone, <see cref="CoreML"/> of Apple's systems, and these have no CUDA.
    /// </summary>
    public static IReadOnlyList<string> All =>
        [.. s_own.Concat(AddedEngines.All.Select(engine => engine.Name)).Where(name => OnlyOn(name) is null)];

    /// <summary>
    /// The engine of a name, with the defaults of everything else. Upper and lower case are the same; a GPU other than the
    /// first is named after a colon: <c>directml:1</c>. Several names with commas are an <see cref="EnginePicker"/> that tries
    /// them in this order: <c>directml:1,webgpu,cpu</c>.
    /// </summary>
    /// <param name="name">
    /// One of <see cref="All"/>, several of them, or <see cref="Auto"/>. Names of other systems are known too, so that a list of several is
    /// right everywhere; such an engine does not work here.
    /// </param>
    /// <param name="threads">Threads for what runs on the processor; 0 for one per processor, 16 at most.</param>
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
        int device = 0;
        AddedEngine? added = AddedEngines.All.FirstOrDefault(engine => engine.Name == plain);
        string[] withDevices = [OnnxCuda, DirectML, .. AddedEngines.All.Where(engine => engine.TakesDevice).Select(engine => engine.Name)];
        if (parts.Length == 2
            && (!withDevices.Contains(plain) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out device)))
            throw new EngineException($"The engine '{name}' is not one of {string.Join(", ", All)}; {DeviceRule([.. withDevices.Where(n => OnlyOn(n) is null)])}.");
        if (plain == Auto)
            return new EnginePicker(EnginePicker.DefaultCandidates(threads));
        if (plain == Cpu)
            return new CpuEngine(threads);
        if (added is not null)
            return added.Create(device, threads);
        foreach (OnnxProvider provider in Enum.GetValues<OnnxProvider>())
        {
            if (Of(provider) == plain)
                return new OnnxEngine(new OnnxEngineOptions { Provider = provider, DeviceIndex = device, Threads = threads });
        }
        string missing = plain is TorchCuda or TorchCpu ? " (it is of the package MmaDfer.Sdk.TorchSharp, whose TorchEngines.Register this program has not called)" : "";
        throw new EngineException($"The engine '{name}' is not available{missing}; available here: {string.Join(", ", All)}, {Auto}.");
    }

    /// <summary>The systems that an engine is confined to; null where this is one of them.</summary>
    internal static string? OnlyOn(string name) => name switch
    {
        DirectML when !OperatingSystem.IsWindows() => "Windows",
        CoreML when !OperatingSystem.IsMacOS() && !OperatingSystem.IsIOS() => "macOS or iOS",
        OnnxCuda or TorchCuda when OperatingSystem.IsMacOS() || OperatingSystem.IsIOS() => "Windows or Linux",
        _ => null,
    };

    private static string DeviceRule(string[] withDevices) => withDevices.Length == 0
        ? "none of them takes a device's number"
        : $"a device's number goes with {string.Join(" and ", withDevices)} only ({withDevices[0]}:1)";

    internal static string Of(OnnxProvider provider) => provider switch
    {
        OnnxProvider.Cpu => OnnxCpu,
        OnnxProvider.Cuda => OnnxCuda,
        OnnxProvider.DirectML => DirectML,
        OnnxProvider.WebGpu => WebGpu,
        OnnxProvider.CoreML => CoreML,
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "Not a provider."),
    };
}
