using System.Runtime.InteropServices;

namespace MmaDfer.Cli.Devices;

/// <summary>
/// The GPUs of DirectX in DirectML's order, that of <c>IDXGIFactory::EnumAdapters</c>
/// (https://learn.microsoft.com/en-us/windows/win32/api/dxgi).
/// </summary>
internal static unsafe class DirectXAdapters
{
    // Indices in the function tables of the COM objects.
    private const int Release = 2, EnumAdapters = 7, GetDesc = 8;

    // IDXGIFactory1.
    private static readonly Guid s_factory = new("770aae78-f26f-4dba-a829-253c83d1b387");

    public static DeviceList Find()
    {
        if (!OperatingSystem.IsWindows())
            return DeviceList.Empty("it needs Windows.");
        if (!NativeLibrary.TryLoad(Path.Combine(Environment.SystemDirectory, "dxgi.dll"), out nint library)
            || !NativeLibrary.TryGetExport(library, "CreateDXGIFactory1", out nint create))
            return DeviceList.Empty("this Windows has no DirectX.");
        void* factory;
        Guid id = s_factory;
        int error = ((delegate* unmanaged<Guid*, void**, int>)create)(&id, &factory);
        if (error < 0)
            return DeviceList.Empty($"DirectX does not work here ({error:X8}): no display, or no driver.");
        var devices = new List<Device>();
        void* adapter;
        while (((delegate* unmanaged<void*, uint, void**, int>)GetFunction(factory, EnumAdapters))(factory, (uint)devices.Count, &adapter) >= 0)
        {
            AdapterDescription description;
            _ = ((delegate* unmanaged<void*, AdapterDescription*, int>)GetFunction(adapter, GetDesc))(adapter, &description);
            devices.Add(new Device(devices.Count, new string(description.Name), (long)description.Memory));
            _ = ((delegate* unmanaged<void*, uint>)GetFunction(adapter, Release))(adapter);
        }
        _ = ((delegate* unmanaged<void*, uint>)GetFunction(factory, Release))(factory);
        return devices.Count == 0 ? DeviceList.Empty("DirectX finds no GPU.") : new DeviceList(devices, null);
    }

    private static void* GetFunction(void* instance, int index) => (*(void***)instance)[index];

    /// <summary>DXGI_ADAPTER_DESC.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct AdapterDescription
    {
        public fixed char Name[128];
        public uint Vendor, Device, SubSystem, Revision;
        public nuint Memory, SystemMemory, SharedMemory;
        public long Luid;
    }
}
