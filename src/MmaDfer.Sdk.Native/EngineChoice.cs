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
        return With(EngineNames.Parse(name, options.Threads), runtime, options);
    }

    private static Engine With(Engine engine, string? runtime, OptionsData options) => engine switch
    {
        EnginePicker picker => new EnginePicker([.. picker.Candidates.Select(c => With(c, runtime, options))]),
        OnnxEngine onnx => new OnnxEngine(onnx.Options with { LibraryPath = runtime, Precision = options.Half != 0 ? Precision.Float16 : Precision.Float32 }),
        CpuEngine cpu => new CpuEngine(cpu.Threads)
        {
            LowPriority = options.Background != 0,
            Precision = options.EightBit != 0 ? Precision.Int8 : Precision.Float32,
        },
        _ => engine,
    };
}
