using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.TorchSharp;

/// <summary>The names of this package's engines, and their registration.</summary>
public static class TorchEngines
{
    /// <summary>libtorch on an NVIDIA GPU.</summary>
    public const string Cuda = "torch-cuda";

    /// <summary>libtorch on the processor.</summary>
    public const string Cpu = "torch-cpu";

    /// <summary>
    /// Adds <see cref="Cuda"/> and <see cref="Cpu"/> to <see cref="EngineNames"/>, and <see cref="Cuda"/> to the front of the engines that
    /// an <see cref="EnginePicker"/> tries by default. Loads nothing, and libtorch need not be present. Call it once when the program
    /// starts; further calls have no effect. An engine created with <c>new</c> works without registration.
    /// </summary>
    public static void Register()
    {
        EngineRegistry.Add(new RegisteredEngine(Cuda, Creator(TorchDevice.Cuda))
        {
            TakesDevice = true,
            IsDefaultCandidate = true,
            CanTrain = true,
            RequiredSystems = OperatingSystem.IsMacOS() || OperatingSystem.IsIOS() ? "Windows or Linux" : null,
        });
        EngineRegistry.Add(new RegisteredEngine(Cpu, Creator(TorchDevice.Cpu)) { CanTrain = true });
    }

    private static Func<int, int, Engine> Creator(TorchDevice device) => (index, threads) =>
        new TorchEngine(new TorchEngineOptions { Device = device, DeviceIndex = index, Threads = threads });
}
