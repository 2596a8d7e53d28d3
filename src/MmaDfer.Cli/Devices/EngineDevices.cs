using MmaDfer.Cli.Doctor;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.TorchSharp;

namespace MmaDfer.Cli.Devices;

/// <summary>The devices of an engine. Nothing is run to find them: <c>mmadfer doctor</c> tells whether an engine works.</summary>
/// <param name="Engine">The engine's name.</param>
/// <param name="Where">The device, if there is only one; null if there are devices to choose from, or none.</param>
/// <param name="Devices">The GPUs to choose from.</param>
/// <param name="Problem">Why it cannot run here; null if no reason is known.</param>
internal sealed record EngineDevices(string Engine, string? Where, IReadOnlyList<Device> Devices, string? Problem)
{
    /// <summary>Finds the devices of all engines of this build.</summary>
    public static IReadOnlyList<EngineDevices> Find(FoundRuntime runtime) => [.. EngineNames.All.Select(name => FindFor(name, runtime))];

    private static EngineDevices FindFor(string engine, FoundRuntime runtime)
    {
        string processor = $"{CpuEngine.InstructionSet}, {Environment.ProcessorCount} processors";
        if (engine == EngineNames.Cpu)
            return new EngineDevices(engine, processor, [], null);
        if (engine is TorchEngines.Cuda or TorchEngines.Cpu)
            return FindForTorch(engine, processor);
        (DeviceList? devices, string? where, string provider) = engine switch
        {
            EngineNames.OnnxCuda => (CudaDevices.Find(), null, "CUDAExecutionProvider"),
            EngineNames.DirectML => (DirectXAdapters.Find(), null, "DmlExecutionProvider"),
            EngineNames.WebGpu => ((DeviceList?)null, "the GPU that its driver prefers", "WebGpuExecutionProvider"),
            EngineNames.CoreML => (null, "the device that CoreML chooses", "CoreMLExecutionProvider"),
            _ => (null, processor, "CPUExecutionProvider"),
        };
        string? problem = devices?.Problem
            ?? (runtime.Problem is not null ? "no ONNX Runtime was found; mmadfer doctor lists the places searched."
                : runtime.Providers.Contains(provider) ? null
                : $"the ONNX Runtime found here was built without {provider}.");
        return new EngineDevices(engine, problem is null ? where : null, devices?.Devices ?? [], problem);
    }

    private static EngineDevices FindForTorch(string engine, string processor)
    {
        DeviceList? gpus = engine == TorchEngines.Cuda ? CudaDevices.Find() : null;
        string? problem = gpus?.Problem ?? EngineNames.Parse(engine).DescribeMissingFiles();
        return new EngineDevices(engine, problem is null && gpus is null ? processor : null, gpus?.Devices ?? [], problem);
    }
}
