using MmaDfer.Sdk.Engines.Picking;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp.Native;

/// <summary>
/// libtorch in this process. It is loaded here, by absolute path, before anything of TorchSharp's is touched: left to itself,
/// TorchSharp copies gigabytes beside the application, writes to the console, and cannot be used any more once it has failed.
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
                // It brings CUDA along even where only the processor is to compute.
                if (files.HasCuda)
                    CudaStack.OfProcess.Claim("TorchSharp", engine.Name);
                Open(files, engine.Name);
                s_loaded = files;
            }
            if (engine.OnGpu)
                CheckGpu(engine);
        }
    }

    /// <summary>The sentence for a libtorch that has no part for GPUs.</summary>
    public static string WithoutCuda(TorchEngine engine, string folder) =>
        $"The engine '{engine.Name}' needs a libtorch built with CUDA, and the one in {folder} is not: add the package TorchSharp-cuda-windows or TorchSharp-cuda-linux {TorchFiles.TorchSharpVersion} to the application in its place.";

    /// <summary>What is loaded, if it will do.</summary>
    private static TorchFiles? Same(TorchEngine engine)
    {
        if (s_loaded is null || engine.Options.LibraryPath is not { } path || SamePath(path, s_loaded.Folder))
            return s_loaded;
        throw new EngineException(
            $"The engine '{engine.Name}' wants the libtorch in {path}, but this process has loaded the one in {s_loaded.Folder} already, and can have only one.");
    }

    private static void Open(TorchFiles files, string engine)
    {
        NativeLoader.LetThreadsSleep();
        // The GPU's part registers itself when it is loaded; nothing else asks for it by name.
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
        _ => $"{problem} It is damaged, or something that it needs is missing: use the package of TorchSharp {TorchFiles.TorchSharpVersion} for this system.",
    };

    private static void CheckGpu(TorchEngine engine)
    {
        if (!cuda.is_available())
            throw new EngineException($"The engine '{engine.Name}' cannot be used: libtorch {TorchFiles.LibTorchVersion} finds no GPU that it can use; install NVIDIA's newest driver.");
        int count = cuda.device_count();
        if (engine.Options.DeviceIndex >= count)
            throw new EngineException($"The engine '{engine.Name}' cannot use the GPU {engine.Options.DeviceIndex}: there {(count == 1 ? "is one, the number 0" : $"are {count}, the numbers 0 to {count - 1}")}.");
        // float32 is to be float32.
        backends.cuda.matmul.allow_tf32 = false;
    }

    private static bool SamePath(string left, string right) =>
        string.Equals(Path.TrimEndingDirectorySeparator(left), Path.TrimEndingDirectorySeparator(right), StringComparison.Ordinal);
}
