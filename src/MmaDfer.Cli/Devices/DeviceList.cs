namespace MmaDfer.Cli.Devices;

/// <summary>The GPUs of one driver, in its order.</summary>
/// <param name="Devices">Empty if there are none.</param>
/// <param name="Problem">Why there are none; null if there are some.</param>
internal sealed record DeviceList(IReadOnlyList<Device> Devices, string? Problem)
{
    public static DeviceList Empty(string problem) => new([], problem);
}

/// <summary>A GPU that an engine can use.</summary>
/// <param name="Index">Its number, as in <c>directml:1</c>.</param>
/// <param name="Name">The driver's name for it.</param>
/// <param name="Memory">Dedicated memory in bytes.</param>
internal sealed record Device(int Index, string Name, long Memory);
