using System.Globalization;
using System.Runtime.InteropServices;

namespace MmaDfer.Sdk.Engines.Onnx.Native;

/// <summary>Adds a provider to the settings of a session; each needs different calls.</summary>
internal static unsafe class OrtProviders
{
    private const string Cannot = "cannot use the provider";

    /// <summary>Adds a provider. The processor needs no call: it computes everything that a provider does not support.</summary>
    /// <exception cref="EngineException">The library was built without it, or it does not work on this machine.</exception>
    public static void Append(OrtSessionSettings settings, OnnxEngineOptions options)
    {
        OrtLibrary library = settings.Library;
        OnnxProvider provider = options.Provider;
        string name = NativeName(provider);
        if (OrtPlugIns.Find(library, options, name) is { } plugIn)
        {
            AppendPlugIn(settings, options, plugIn);
            return;
        }
        if (!library.Providers.Contains(name))
            throw new EngineException(
                $"The engine '{EngineNames.Of(provider)}' needs an ONNX Runtime with {name}; {library.Path} ({library.Version}) has {string.Join(", ", library.Providers)}: use a build that has it{(provider is OnnxProvider.Cuda or OnnxProvider.WebGpu ? ", or put the plug-in of this provider beside it" : "")}.");
        switch (provider)
        {
            case OnnxProvider.Cuda:
                CudaStack.OfProcess.Claim("ONNX Runtime", EngineNames.OnnxCuda);
                AppendCuda(settings, options.DeviceIndex ?? 0);
                break;
            case OnnxProvider.DirectML:
                AppendDirectML(settings, options.DeviceIndex);
                break;
            case OnnxProvider.WebGpu:
                Append(settings, "WebGPU", "install a driver for Vulkan, Direct3D 12 or Metal");
                break;
            case OnnxProvider.CoreML:
                AppendCoreML(settings);
                break;
        }
    }

    private static string NativeName(OnnxProvider provider) => provider switch
    {
        OnnxProvider.Cuda => "CUDAExecutionProvider",
        OnnxProvider.DirectML => "DmlExecutionProvider",
        OnnxProvider.WebGpu => "WebGpuExecutionProvider",
        OnnxProvider.CoreML => "CoreMLExecutionProvider",
        _ => "CPUExecutionProvider",
    };

    private static void AppendPlugIn(OrtSessionSettings settings, OnnxEngineOptions options, string path)
    {
        if (options.Provider == OnnxProvider.Cuda)
            CudaStack.OfProcess.Claim("ONNX Runtime", EngineNames.OnnxCuda);
        OrtDevice[] devices = OrtPlugIns.Devices(settings.Library, options.ProviderName ?? Path.GetFileNameWithoutExtension(path), path);
        int index = options.DeviceIndex ?? 0;
        if (index >= devices.Length)
            throw new EngineException($"The provider {path} has no device {index}; it has {string.Join(", ", devices.Select((d, i) => $"{i}: {d.Description}"))}.");
        Append(settings, devices[index], options.Provider == OnnxProvider.Cuda ? new() { ["use_tf32"] = "0" } : []);
    }

    private static void Append(OrtSessionSettings settings, OrtDevice device, Dictionary<string, string> values)
    {
        OrtLibrary library = settings.Library;
        nint pointer = device.Pointer;
        using OrtStrings keys = new([.. values.Keys]), texts = new([.. values.Values]);
        library.Check(
            library.Api.AppendExecutionProviderV2(settings.Pointer, library.Environment, &pointer, 1, keys.Pointer, texts.Pointer, (nuint)values.Count),
            $"{Cannot} {device.Provider} ({device.Description})");
    }

    private static void AppendCuda(OrtSessionSettings settings, int device)
    {
        const string help = "it needs an NVIDIA driver, CUDA and cuDNN of the versions it was built for, and its provider libraries beside it";
        OrtLibrary library = settings.Library;
        nint pointer;
        library.Check(library.Api.CreateCudaProviderOptions(&pointer), $"{Cannot} CUDA", help);
        using var options = new OrtHandle(pointer, library.Api.ReleaseCudaProviderOptions);
        Dictionary<string, string> values = new()
        {
            ["device_id"] = device.ToString(CultureInfo.InvariantCulture),
            // The default tries every algorithm of a convolution, which takes seconds.
            ["cudnn_conv_algo_search"] = "HEURISTIC",
            // The default doubles with every growth; a game needs that memory.
            ["arena_extend_strategy"] = "kSameAsRequested",
        };
        // TensorFloat-32 keeps only ten bits of each factor. The option exists since 1.18; 1.17 always uses it.
        if (library.Number >= new Version(1, 18))
            values.Add("use_tf32", "0");
        using OrtStrings keys = new([.. values.Keys]), texts = new([.. values.Values]);
        library.Check(
            library.Api.UpdateCudaProviderOptions(options.Pointer, keys.Pointer, texts.Pointer, (nuint)values.Count), $"{Cannot} CUDA", help);
        library.Check(
            library.Api.AppendExecutionProviderCudaV2(settings.Pointer, options.Pointer), $"{Cannot} CUDA (device {device})", help);
    }

    private static void AppendDirectML(OrtSessionSettings settings, int? index)
    {
        OrtLibrary library = settings.Library;
        LoadDirectML(library, AppContext.BaseDirectory);
        settings.DisableMemoryPattern();
        string provider = NativeName(OnnxProvider.DirectML);
        if (index is null && OrtDevice.InOrderOfPreference(OrtDevice.All(library).Where(d => d.Provider == provider)) is [{ } preferred, ..])
        {
            Append(settings, preferred, []);
            return;
        }
        int device = index ?? 0;
        nint append = DirectMLFunction(library);
        if (append == 0)
            throw new EngineException($"ONNX Runtime {library.Version} ({library.Path}) {Cannot} DirectML: it lacks the function for it; use a DirectML build.");
        library.Check(
            ((delegate* unmanaged<nint, int, nint>)append)(settings.Pointer, device), $"{Cannot} DirectML (device {device})",
            "it needs Windows 10 or later and a DirectX 12 GPU with that index");
    }

    /// <summary>
    /// ONNX Runtime loads DirectML.dll by name, and Windows then uses the one that is loaded already. Otherwise it would find the
    /// system's, which is older than the one it was built for; without one, or with a wrong one, the program would crash.
    /// </summary>
    private static void LoadDirectML(OrtLibrary library, string application)
    {
        const string name = "DirectML.dll";
        if (!OperatingSystem.IsWindows())
            return;
        foreach (string folder in (string[])[Path.GetDirectoryName(library.Path)!, application])
        {
            if (NativeLibrary.TryLoad(Path.Combine(folder, name), out nint module) && NativeLibrary.TryGetExport(module, "DMLCreateDevice1", out _))
                return;
        }
        throw new EngineException(
            $"ONNX Runtime {library.Version} ({library.Path}) {Cannot} DirectML: it needs {name}, which is missing or cannot be loaded; put it beside onnxruntime.dll or the application.");
    }

    /// <summary>(settings, device): the first function of the provider's own table or, in builds without one, exported.</summary>
    private static nint DirectMLFunction(OrtLibrary library)
    {
        void** table = null;
        nint status;
        fixed (byte* name = OrtString.Utf8("DML"))
            status = library.Api.GetExecutionProviderApi(name, OrtApi.Version, &table);
        if (status == 0 && table is not null)
            return (nint)table[0];
        if (status != 0)
            library.Api.ReleaseStatus(status);
        return library.Export("OrtSessionOptionsAppendExecutionProvider_DML");
    }

    private static void AppendCoreML(OrtSessionSettings settings)
    {
        const uint onlyStaticShapes = 8, program = 16;
        OrtLibrary library = settings.Library;
        nint append = library.Export("OrtSessionOptionsAppendExecutionProvider_CoreML");
        if (append == 0)
        {
            Append(settings, "CoreML", null);
            return;
        }
        library.Check(((delegate* unmanaged<nint, uint, nint>)append)(settings.Pointer, onlyStaticShapes | program), $"{Cannot} CoreML");
    }

    private static void Append(OrtSessionSettings settings, string provider, string? help)
    {
        fixed (byte* name = OrtString.Utf8(provider))
            settings.Library.Check(
                settings.Library.Api.AppendExecutionProvider(settings.Pointer, name, null, null, 0), $"{Cannot} {provider}", help);
    }
}
