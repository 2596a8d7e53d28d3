using MmaDfer.Sdk.Engines.Onnx;
using MmaDfer.Sdk.Engines.Onnx.Native;
using MmaDfer.Sdk.Ops;

namespace MmaDfer.Sdk.Engines;

/// <summary>
/// Runs on an ONNX Runtime (1.17 or later) that the application brings: on the processor or, through CUDA, DirectML, WebGPU or
/// CoreML, on a GPU. Nothing is loaded before a recognizer needs it. DirectML and WebGPU are not safe for threads, not even in
/// separate recognizers: all runs on one of them queue up for one gate in the whole process. The others run independently.
/// </summary>
public sealed class OnnxEngine : Engine
{
    /// <summary>Describes an engine; whether it works on this machine shows when a recognizer is loaded.</summary>
    /// <param name="options">What computes, and how; null for the processor.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An unknown provider, a negative device, a device other than 0 where there is no choice, fewer than 0 or more than 256 threads.
    /// </exception>
    public OnnxEngine(OnnxEngineOptions? options = null)
    {
        options ??= new OnnxEngineOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Threads, 256);
        ArgumentOutOfRangeException.ThrowIfNegative(options.DeviceIndex);
        Name = EngineNames.Of(options.Provider);
        if (options.Provider is not (OnnxProvider.Cuda or OnnxProvider.DirectML))
            ArgumentOutOfRangeException.ThrowIfNotEqual(options.DeviceIndex, 0);
        Threads = options.Threads == 0 ? Math.Min(Environment.ProcessorCount, 16) : options.Threads;
        Options = options;
    }

    /// <summary>As given.</summary>
    public OnnxEngineOptions Options { get; }

    /// <summary>Threads that share what runs on the processor.</summary>
    public int Threads { get; }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Description
    {
        get
        {
            string where = Options.Provider is OnnxProvider.Cuda or OnnxProvider.DirectML
                ? $"device {Options.DeviceIndex}" : $"{Threads} thread{(Threads == 1 ? "" : "s")}";
            return $"ONNX Runtime, {where}, {(Options.Half ? "float16" : "float32")}";
        }
    }

    /// <summary>
    /// Finds and loads the ONNX Runtime that this engine would use: its absolute path, its version, and the names of the
    /// providers built into it (which need not work on this machine).
    /// </summary>
    /// <exception cref="EngineException">None was found; the message names each place and what was wrong there.</exception>
    public (string Path, string Version, IReadOnlyList<string> Providers) FindRuntime()
    {
        OrtLibrary library = OrtLibraryFinder.Find(Name, Options.LibraryPath);
        return (library.Path, library.Version, library.Providers);
    }

    internal override Engine? With(NumberFormat numbers) =>
        numbers == NumberFormat.BFloat16 ? null : new OnnxEngine(Options with { Half = numbers == NumberFormat.Float16 });

    internal override bool CanHang => Options.Provider != OnnxProvider.Cpu;

    internal override bool Batches => Options.Provider != OnnxProvider.Cpu;

    // Apple's neural engine computes in float16 whatever it is given.
    internal override double ProofTolerance => Options.Half || Options.Provider == OnnxProvider.CoreML ? 2e-2 : base.ProofTolerance;

    internal override Session Prepare(
        Action<OpSet> build, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        EngineNames.OnlyOn(Name) is { } systems
            ? throw new EngineException($"The engine '{Name}' needs {systems}: ONNX Runtime has it for no other system; available here: {string.Join(", ", EngineNames.All)}.")
            : new OnnxSession(this, OrtLibraryFinder.Find(Name, Options.LibraryPath), build, progress, cancellationToken);
}
