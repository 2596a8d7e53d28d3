using System.Globalization;

namespace MmaDfer.Sdk.Engines.Onnx.Native;

/// <summary>A device and a provider that can use it (an <c>OrtEpDevice</c>), as ONNX Runtime describes them.</summary>
/// <param name="Pointer">Owned by the environment, for as long as the provider is registered.</param>
/// <param name="Provider">ONNX Runtime's name of the provider.</param>
/// <param name="Kind">What it is.</param>
internal sealed record OrtDevice(nint Pointer, string Provider, OrtDeviceKind Kind)
{
    /// <summary>For people.</summary>
    public required string Description { get; init; }

    /// <summary>Whether a GPU has memory of its own; null if that is unknown.</summary>
    public bool? IsDiscrete { get; init; }

    /// <summary>Whether there is no hardware behind it.</summary>
    public bool IsVirtual { get; init; }

    /// <summary>Its place in the system's order of performance, from 0; the last if that is unknown.</summary>
    public int PerformanceIndex { get; init; } = int.MaxValue;

    /// <summary>Path of the plug-in that it belongs to; null for a provider that is built in.</summary>
    public string? Library { get; init; }

    /// <summary>The devices, the preferred ones first; equal ones stay in their order.</summary>
    public static OrtDevice[] InOrderOfPreference(IEnumerable<OrtDevice> devices) =>
    [
        .. devices.OrderBy(d => d.IsVirtual)
            .ThenBy(d => d.Kind switch { OrtDeviceKind.Gpu => 0, OrtDeviceKind.NeuralProcessor => 1, _ => 2 })
            .ThenBy(d => d.IsDiscrete switch { true => 0, null => 1, false => 2 })
            .ThenBy(d => d.PerformanceIndex),
    ];

    /// <summary>All devices of all providers that are registered; none where the runtime is older than 1.22.</summary>
    /// <exception cref="EngineException">ONNX Runtime cannot list them.</exception>
    public static unsafe OrtDevice[] All(OrtLibrary library)
    {
        if (!library.HasPlugIns)
            return [];
        nint* pointers;
        nuint count;
        library.Check(library.Api.GetEpDevices(library.Environment, &pointers, &count), "cannot list its devices");
        var devices = new OrtDevice[count];
        for (int i = 0; i < devices.Length; i++)
            devices[i] = Read(library.Api, pointers[i]);
        return devices;
    }

    private static unsafe OrtDevice Read(OrtApi api, nint pointer)
    {
        nint hardware = api.EpDeviceHardware(pointer);
        var kind = (OrtDeviceKind)api.HardwareDeviceType(hardware);
        Dictionary<string, string> facts = Pairs(api, api.HardwareDeviceMetadata(hardware)), provider = Pairs(api, api.EpDeviceMetadata(pointer));
        return new OrtDevice(pointer, OrtString.Read(api.EpDeviceName(pointer)), kind)
        {
            Description = facts.GetValueOrDefault("Description") is { Length: > 0 } text ? text : $"{OrtString.Read(api.HardwareDeviceVendor(hardware))} {kind}".Trim(),
            IsDiscrete = facts.GetValueOrDefault("Discrete") switch { "1" => true, "0" => false, _ => null },
            IsVirtual = facts.GetValueOrDefault("is_virtual") == "1",
            PerformanceIndex = int.TryParse(facts.GetValueOrDefault("DxgiHighPerformanceIndex"), NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : int.MaxValue,
            Library = provider.GetValueOrDefault("library_path"),
        };
    }

    private static unsafe Dictionary<string, string> Pairs(OrtApi api, nint pairs)
    {
        var result = new Dictionary<string, string>();
        if (pairs == 0)
            return result;
        byte** keys, values;
        nuint count;
        api.GetKeyValuePairs(pairs, &keys, &values, &count);
        for (nuint i = 0; i < count; i++)
            result[OrtString.Read(keys[i])] = OrtString.Read(values[i]);
        return result;
    }
}

/// <summary>Kinds of devices, as ONNX Runtime numbers them.</summary>
internal enum OrtDeviceKind
{
    Processor,
    Gpu,
    NeuralProcessor,
}
