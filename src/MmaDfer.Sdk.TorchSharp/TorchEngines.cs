using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.TorchSharp;

/// <summary>Makes this package's engines known by name.</summary>
public static class TorchEngines
{
    /// <summary>
    /// From now on <see cref="EngineNames"/> knows <c>torch-cuda</c> and <c>torch-cpu</c>, and <see cref="EnginePicker"/> tries
    /// <c>torch-cuda</c> first of all. Nothing is loaded by that, and libtorch need not be there. To be called once, when the program
    /// starts; again is no harm. An engine made with <c>new</c> works without.
    /// </summary>
    public static void Register()
    {
        AddedEngines.Add(new AddedEngine(EngineNames.TorchCuda, TakesDevice: true, TriedByDefault: true, Of(TorchDevice.Cuda)));
        AddedEngines.Add(new AddedEngine(EngineNames.TorchCpu, TakesDevice: false, TriedByDefault: false, Of(TorchDevice.Cpu)));
    }

    private static Func<int, int, Engine> Of(TorchDevice device) => (index, threads) =>
        new TorchEngine(new TorchEngineOptions { Device = device, DeviceIndex = index, Threads = threads });
}
