using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Native.Structures;

namespace MmaDfer.Sdk.Native;

/// <summary>The engine of the options.</summary>
internal static unsafe class EngineChoice
{
    public static Engine Of(in OptionsData options)
    {
        if (options.Threads is < 0 or > 256)
            throw new ArgumentException($"mmadfer_options.threads is {options.Threads}; it must be between 1 and 256, or 0 for one per processor.");
        string name = Text.Read(options.Engine) is { Length: > 0 } given ? given : EngineNames.Cpu;
        string? runtime = Text.Read(options.OnnxRuntime) is { Length: > 0 } path ? path : LibraryFolder.OnnxRuntime();
        return With(EngineNames.Parse(name, options.Threads), runtime, options.Half != 0, options.Background != 0);
    }

    private static Engine With(Engine engine, string? runtime, bool half, bool background) => engine switch
    {
        EnginePicker picker => new EnginePicker([.. picker.Candidates.Select(c => With(c, runtime, half, background))]),
        OnnxEngine onnx => new OnnxEngine(onnx.Options with { LibraryPath = runtime, Precision = half ? Precision.Float16 : Precision.Float32 }),
        CpuEngine cpu => new CpuEngine(cpu.Threads) { LowPriority = background },
        _ => engine,
    };
}
