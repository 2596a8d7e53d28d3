namespace MmaDfer.Cli.Devices;

/// <summary>The GPUs of one kind of driver, in its own order.</summary>
/// <param name="Devices">Empty where there are none.</param>
/// <param name="Problem">Why there are none; null if there are some.</param>
internal sealed record DeviceList(IReadOnlyList<Device> Devices, string? Problem)
{
    public static DeviceList None(string problem) => new([], problem);
}
