using System.Globalization;
using System.Runtime.InteropServices;
using MmaDfer.Sdk.Engines.Picking;

namespace MmaDfer.Sdk.Engines.Onnx.Native;

/// <summary>Puts a provider into the settings of a session, in the way in which ONNX Runtime wants each.</summary>
internal static unsafe class OrtProviders
{
    private const string Cannot = "cannot use the provider";

    /// <summary>Nothing to do for the processor, which does what the provider cannot in any case.</summary>
    /// <exception cref="EngineException">The library was built without it, or it does not work on this machine.</exception>
    public static void Append(OrtSessionSettings settings, OnnxProvider provider, int device)
    {
        OrtLibrary library = settings.Library;
        string name = NativeName(provider);
        if (!library.Providers.Contains(name))
            throw new EngineException(
                $"The engine '{EngineNames.Of(provider)}' needs an ONNX Runtime with {name}; {library.Path} ({library.Version}) has {string.Join(", ", library.Providers)}: bring a build with it.");
        switch (provider)
        {
            case OnnxProvider.Cuda:
                CudaStack.OfProcess.Claim("ONNX Runtime", EngineNames.OnnxCuda);
                AppendCuda(settings, device);
                break;
            case OnnxProvider.DirectML:
                AppendDirectML(settings, device);
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
            // Its default tries every algorithm of a convolution for seconds; ours are few.
            ["cudnn_conv_algo_search"] = "HEURISTIC",
            // Its default doubles with every growth; a game needs that memory.
            ["arena_extend_strategy"] = "kSameAsRequested",
        };
        // TensorFloat-32 keeps ten bits of each factor: not what float32 says. The switch came with 1.18; 1.17 has it on.
        if (library.Number >= new Version(1, 18))
            values.Add("use_tf32", "0");
        using OrtStrings keys = new([.. values.Keys]), texts = new([.. values.Values]);
        library.Check(
            library.Api.UpdateCudaProviderOptions(options.Pointer, keys.Pointer, texts.Pointer, (nuint)values.Count), $"{Cannot} CUDA", help);
        library.Check(
            library.Api.AppendExecutionProviderCudaV2(settings.Pointer, options.Pointer), $"{Cannot} CUDA (device {device})", help);
    }

    private static void AppendDirectML(OrtSessionSettings settings, int device)
    {
        OrtLibrary library = settings.Library;
        LoadDirectML(library, AppContext.BaseDirectory);
        settings.DisableMemoryPattern();
        nint append = DirectMLFunction(library);
        if (append == 0)
            throw new EngineException($"ONNX Runtime {library.Version} ({library.Path}) {Cannot} DirectML: it lacks the function for it; bring a DirectML build.");
        library.Check(
            ((delegate* unmanaged<nint, int, nint>)append)(settings.Pointer, device), $"{Cannot} DirectML (device {device})",
            "it needs Windows 10 or later and a DirectX 12 GPU of that number");
    }

    /// <summary>
    /// ONNX Runtime asks for DirectML.dll by name alone, and Windows then gives the one that is loaded already. Left to itself
    /// it would find the system's, which is older than what it was built for; without one, or with a wrong one, the program would
    /// crash or end in an exception of Windows.
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
