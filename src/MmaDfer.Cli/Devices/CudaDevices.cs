using System.Runtime.InteropServices;

namespace MmaDfer.Cli.Devices;

/// <summary>
/// The GPUs that CUDA sees, in its order. They come from NVIDIA's driver, so CUDA itself need not be installed
/// (https://docs.nvidia.com/cuda/cuda-driver-api).
/// </summary>
internal static unsafe class CudaDevices
{
    private const int MaxNameLength = 256;

    public static DeviceList Find()
    {
        string library = OperatingSystem.IsWindows() ? Path.Combine(Environment.SystemDirectory, "nvcuda.dll") : "libcuda.so.1";
        if (!NativeLibrary.TryLoad(library, out nint driver))
            return DeviceList.Empty($"no NVIDIA driver is installed ({Path.GetFileName(library)} cannot be loaded).");
        if (!NativeLibrary.TryGetExport(driver, "cuInit", out nint init)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceGetCount", out nint getCount)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceGet", out nint get)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceGetName", out nint getName)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceTotalMem_v2", out nint getMemory))
            return DeviceList.Empty($"{library} is not an NVIDIA driver.");
        int count = 0, error = ((delegate* unmanaged<uint, int>)init)(0);
        if (error == 0)
            error = ((delegate* unmanaged<int*, int>)getCount)(&count);
        if (error != 0)
            return DeviceList.Empty($"the NVIDIA driver finds no GPU (CUDA error {error}).");
        byte* name = stackalloc byte[MaxNameLength];
        var devices = new List<Device>();
        for (int index = 0; index < count; index++)
        {
            int device;
            nuint memory = 0;
            if (((delegate* unmanaged<int*, int, int>)get)(&device, index) == 0
                && ((delegate* unmanaged<byte*, int, int, int>)getName)(name, MaxNameLength, device) == 0
                && ((delegate* unmanaged<nuint*, int, int>)getMemory)(&memory, device) == 0)
                devices.Add(new Device(index, Marshal.PtrToStringUTF8((nint)name)!, (long)memory));
        }
        return devices.Count == 0 ? DeviceList.Empty("the NVIDIA driver finds no GPU.") : new DeviceList(devices, null);
    }
}
