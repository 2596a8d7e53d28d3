using System.Globalization;
using System.Runtime.InteropServices;
using MmaDfer.Sdk.Engines;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp.Native;

/// <summary>
/// Loads libtorch into this process by absolute path, before any call of TorchSharp: otherwise TorchSharp copies gigabytes beside the
/// application, writes to the console, and cannot be used again after a failure.
/// </summary>
internal static class TorchLibrary
{
    private static readonly Lock s_gate = new();

    // State of the process, as native libraries are: they cannot be unloaded.
    private static TorchFiles? s_loaded;

    /// <summary>Makes sure that an engine can compute.</summary>
    /// <exception cref="EngineException">Files are missing or of another version; there is no GPU, or its driver is too old.</exception>
    public static void Load(TorchEngine engine)
    {
        lock (s_gate)
        {
            TorchFiles files = Same(engine) ?? TorchFiles.Find(engine.Name, engine.Options.LibraryPath);
            if (engine.OnGpu && !files.HasCuda)
                throw new EngineException(WithoutCuda(engine, files.Folder));
            if (engine.OnGpu && CudaDriver.Problem() is { } problem)
                throw new EngineException($"The engine '{engine.Name}' cannot be used: {problem}");
            if (s_loaded is null)
            {
                // It loads CUDA even where only the processor computes.
                if (files.HasCuda)
                    CudaStack.OfProcess.Claim("TorchSharp", engine.Name);
                Open(files, engine.Name);
                s_loaded = files;
            }
            if (engine.OnGpu)
                CheckGpu(engine);
        }
    }

    /// <summary>The message for a libtorch without CUDA.</summary>
    public static string WithoutCuda(TorchEngine engine, string folder) =>
        $"The engine '{engine.Name}' needs a libtorch built with CUDA, and the one in {folder} is not: add the package TorchSharp-cuda-windows or TorchSharp-cuda-linux {TorchFiles.TorchSharpVersion} to the application instead.";

    /// <summary>The libtorch that is loaded already, if any.</summary>
    private static TorchFiles? Same(TorchEngine engine)
    {
        if (s_loaded is null || engine.Options.LibraryPath is not { } path || SamePath(path, s_loaded.Folder))
            return s_loaded;
        throw new EngineException(
            $"The engine '{engine.Name}' needs the libtorch in {path}, but this process has already loaded the one in {s_loaded.Folder}, and can have only one.");
    }

    private static void Open(TorchFiles files, string engine)
    {
        NativeLoader.LetThreadsSleep();
        // The CUDA library registers itself when it is loaded; nothing else loads it by name.
        string?[] inOrder = [files.Library("torch_cpu"), files.Library("torch_cuda"), files.Library("torch"), files.Binding];
        foreach (string path in inOrder.OfType<string>())
        {
            if (NativeLoader.TryLoad(path) is { } problem)
                throw new EngineException($"The engine '{engine}' cannot be used: {path} cannot be loaded: {Remedy(problem)}");
        }
        try
        {
            InitializeDeviceType(global::TorchSharp.DeviceType.CPU);
        }
        catch (Exception exception) when (exception is TypeInitializationException or NotSupportedException or DllNotFoundException)
        {
            throw new EngineException($"The engine '{engine}' cannot be used: TorchSharp {TorchFiles.TorchSharpVersion} does not find {files.Binding}, which is loaded.", exception);
        }
    }

    private static string Remedy(string problem) => problem switch
    {
        _ when problem.Contains("GLIBC", StringComparison.Ordinal) =>
            $"{problem} TorchSharp {TorchFiles.TorchSharpVersion} needs the C++ library of GCC 13, as in Debian 13 and Ubuntu 24.04.",
        _ when problem.Contains("undefined symbol", StringComparison.Ordinal) =>
            $"{problem} It is of another version than the other libraries: TorchSharp {TorchFiles.TorchSharpVersion} and libtorch {TorchFiles.LibTorchVersion} belong together.",
        _ => $"{problem} It is damaged, or a library that it needs is missing: use the package of TorchSharp {TorchFiles.TorchSharpVersion} for this system.",
    };

    private static void CheckGpu(TorchEngine engine)
    {
        if (!cuda.is_available())
            throw new EngineException($"The engine '{engine.Name}' cannot be used: libtorch {TorchFiles.LibTorchVersion} finds no GPU that it can use; install NVIDIA's newest driver.");
        int count = cuda.device_count();
        if (engine.Options.DeviceIndex >= count)
            throw new EngineException($"The engine '{engine.Name}' cannot use the GPU {engine.Options.DeviceIndex}: {(count == 1 ? "the only index is 0" : $"the index must be between 0 and {count - 1}")}.");
        // Disables TensorFloat-32.
        backends.cuda.matmul.allow_tf32 = false;
    }

    private static bool SamePath(string left, string right) =>
        string.Equals(Path.TrimEndingDirectorySeparator(left), Path.TrimEndingDirectorySeparator(right), StringComparison.Ordinal);
}

/// <summary>
/// Loads a library and describes failures. On Linux all its functions are resolved at once: a missing function would otherwise end the
/// program when it is first called.
/// </summary>
internal static unsafe partial class NativeLoader
{
    private const int Now = 2;

    /// <returns>The failure, one sentence; null if it is loaded.</returns>
    public static string? TryLoad(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            try
            {
                NativeLibrary.Load(path);
                return null;
            }
            catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
            {
                return NativeMessage.Part(exception.Message) + ".";
            }
        }
        // Called once in advance: resolving the function for the first time would replace the error that it reports.
        LastError();
        return Open(path, Now) != 0 ? null : NativeMessage.Part(Marshal.PtrToStringUTF8(LastError()) ?? "unknown error") + ".";
    }

    /// <summary>
    /// Makes the OpenMP threads of libraries that are loaded from now on sleep while they wait, unless the environment says otherwise: by
    /// default they spin, which makes work beside other programs many times slower.
    /// </summary>
    public static void LetThreadsSleep()
    {
        const string policy = "OMP_WAIT_POLICY", sleep = "PASSIVE";
        if (Environment.GetEnvironmentVariable(policy) is not null)
            return;
        // On other systems .NET does not pass changes of the environment to native code.
        if (OperatingSystem.IsWindows())
            Environment.SetEnvironmentVariable(policy, sleep);
        else
            _ = SetVariable(policy, sleep, 0);
    }

    [LibraryImport("libdl.so.2", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path, int mode);

    [LibraryImport("libdl.so.2", EntryPoint = "dlerror")]
    private static partial nint LastError();

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int replace);
}

/// <summary>
/// Checks NVIDIA's driver before libtorch does, which only reports that it finds no GPU
/// (https://docs.nvidia.com/cuda/cuda-driver-api).
/// </summary>
internal static unsafe class CudaDriver
{
    /// <summary>The CUDA version of libtorch; drivers of the same major version run it.</summary>
    private const int OldestVersion = 12000;

    /// <returns>The reason why CUDA cannot be used; null if none is known.</returns>
    public static string? Problem()
    {
        string library = OperatingSystem.IsWindows() ? Path.Combine(Environment.SystemDirectory, "nvcuda.dll") : "libcuda.so.1";
        if (!NativeLibrary.TryLoad(library, out nint driver))
            return $"no NVIDIA driver is installed ({Path.GetFileName(library)} cannot be loaded); install NVIDIA's, or use another engine.";
        if (!NativeLibrary.TryGetExport(driver, "cuInit", out nint init)
            || !NativeLibrary.TryGetExport(driver, "cuDriverGetVersion", out nint getVersion)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceGetCount", out nint getCount))
            return $"{library} is not an NVIDIA driver.";
        int error = ((delegate* unmanaged<uint, int>)init)(0), version = 0, count = 0;
        if (error == 0)
            error = ((delegate* unmanaged<int*, int>)getCount)(&count);
        if (error != 0 || count == 0)
            return string.Create(CultureInfo.InvariantCulture, $"the NVIDIA driver finds no GPU (CUDA error {error}).");
        return ((delegate* unmanaged<int*, int>)getVersion)(&version) == 0 && version < OldestVersion
            ? string.Create(CultureInfo.InvariantCulture, $"the NVIDIA driver is too old: it supports CUDA {version / 1000}.{version % 1000 / 10}, but 12.0 is needed; install NVIDIA's driver 525 or later.")
            : null;
    }
}
