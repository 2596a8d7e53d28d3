using System.Globalization;
using System.Runtime.InteropServices;

namespace MmaDfer.Sdk.TorchSharp.Native;

/// <summary>
/// NVIDIA's driver, asked before libtorch is: that only says that it finds no GPU
/// (https://docs.nvidia.com/cuda/cuda-driver-api).
/// </summary>
internal static unsafe class CudaDriver
{
    /// <summary>The CUDA that libtorch was built with; drivers of the same first number run it.</summary>
    private const int OldestVersion = 12000;

    /// <returns>Why CUDA cannot be used; null if nothing is known against it.</returns>
    public static string? Problem()
    {
        string library = OperatingSystem.IsWindows() ? Path.Combine(Environment.SystemDirectory, "nvcuda.dll") : "libcuda.so.1";
        if (!NativeLibrary.TryLoad(library, out nint driver))
            return $"no NVIDIA driver is installed ({Path.GetFileName(library)} cannot be loaded); install NVIDIA's, or use another engine.";
        if (!NativeLibrary.TryGetExport(driver, "cuInit", out nint init)
            || !NativeLibrary.TryGetExport(driver, "cuDriverGetVersion", out nint getVersion)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceGetCount", out nint getCount))
            return $"{library} is no NVIDIA driver.";
        int error = ((delegate* unmanaged<uint, int>)init)(0), version = 0, count = 0;
        if (error == 0)
            error = ((delegate* unmanaged<int*, int>)getCount)(&count);
        if (error != 0 || count == 0)
            return string.Create(CultureInfo.InvariantCulture, $"the NVIDIA driver finds no GPU (CUDA error {error}).");
        return ((delegate* unmanaged<int*, int>)getVersion)(&version) == 0 && version < OldestVersion
            ? string.Create(CultureInfo.InvariantCulture, $"the NVIDIA driver is too old: it knows CUDA {version / 1000}.{version % 1000 / 10}, where 12.0 is needed; install NVIDIA's driver 525 or later.")
            : null;
    }
}
