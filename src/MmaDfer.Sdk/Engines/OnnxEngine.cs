using MmaDfer.Sdk.Engines.Onnx;
using MmaDfer.Sdk.Engines.Onnx.Native;
using MmaDfer.Sdk.Ops;

namespace MmaDfer.Sdk.Engines;

/// <summary>
/// Runs on an ONNX Runtime (1.17 or later) that the application brings: on the processor or, through CUDA, DirectML, WebGPU, CoreML or
/// the plug-in of another provider, on a GPU or neural processor. Nothing is loaded before a recognizer needs it. DirectML and WebGPU are not thread-safe, not even across
/// recognizers, so all runs on one of them take turns in the whole process. The other providers run independently.
/// </summary>
public sealed class OnnxEngine : Engine
{
    /// <summary>Describes an engine; whether it works on this machine shows when a recognizer is loaded.</summary>
    /// <param name="options">Provider and its settings; null for the processor.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The provider is unknown, the device index is negative, or not 0 where there is no choice, the number of threads is not between 0
    /// and 256, or the precision is neither float32 nor float16.
    /// </exception>
    /// <exception cref="ArgumentException">The provider does not come as a plug-in, but the path or the name of one is given.</exception>
    public OnnxEngine(OnnxEngineOptions? options = null)
    {
        options ??= new OnnxEngineOptions();
        Threads = ResolveThreads(options.Threads);
        ArgumentOutOfRangeException.ThrowIfNegative(options.DeviceIndex ?? 0, nameof(options.DeviceIndex));
        Name = EngineNames.Of(options.Provider);
        if (!TakesDevice(options.Provider))
            ArgumentOutOfRangeException.ThrowIfNotEqual(options.DeviceIndex ?? 0, 0, nameof(options.DeviceIndex));
        bool hasPlugIn = options.Provider is OnnxProvider.Cuda or OnnxProvider.WebGpu or OnnxProvider.PlugIn;
        if (!hasPlugIn && (options.ProviderLibraryPath ?? options.ProviderName) is not null)
            throw new ArgumentException($"The provider {options.Provider} does not come as a plug-in.", nameof(options));
        if (options.Precision is not (Precision.Float32 or Precision.Float16))
            throw new ArgumentOutOfRangeException(nameof(options), options.Precision, "ONNX Runtime computes with Float32 or Float16.");
        Options = options;
    }

    /// <summary>The options as given.</summary>
    public OnnxEngineOptions Options { get; }

    /// <summary>Threads that share the work on the processor.</summary>
    public int Threads { get; }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Description
    {
        get
        {
            string where = !TakesDevice(Options.Provider) ? DescribeThreads(Threads)
                : Options.DeviceIndex is { } index ? $"device {index}" : "the preferred device";
            return $"ONNX Runtime, {where}, {Options.Precision.ToString().ToLowerInvariant()}";
        }
    }

    /// <summary>
    /// Finds and loads the ONNX Runtime that this engine would use.
    /// </summary>
    /// <exception cref="EngineException">None was found; the message names each place and the reason.</exception>
    public NativeLibraryInfo FindLibrary()
    {
        OrtLibrary library = OrtLibraryFinder.Find(Name, Options.LibraryPath);
        return new NativeLibraryInfo(library.Path) { Version = library.Version, Providers = library.Providers };
    }

    internal override Engine? WithPrecision(Precision precision) =>
        precision is Precision.BFloat16 or Precision.Int8 ? null : new OnnxEngine(Options with { Precision = precision });

    internal override bool CanHang => Options.Provider != OnnxProvider.Cpu;

    internal override bool Batches => Options.Provider != OnnxProvider.Cpu;

    // Apple's neural engine computes in float16 whatever it is given, and so do those of others.
    internal override double ProofTolerance =>
        Options.Precision == Precision.Float16 || Options.Provider is OnnxProvider.CoreML or OnnxProvider.PlugIn ? 2e-2 : base.ProofTolerance;

    internal override Session Prepare(
        Action<OpSet> build, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        EngineNames.RequiredSystems(Name) is { } systems
            ? throw new EngineException($"The engine '{Name}' needs {systems}: ONNX Runtime does not have it on other systems; available here: {string.Join(", ", EngineNames.All)}.")
            : new OnnxSession(this, OrtLibraryFinder.Find(Name, Options.LibraryPath), build, progress, cancellationToken);

    private static bool TakesDevice(OnnxProvider provider) => provider is OnnxProvider.Cuda or OnnxProvider.DirectML or OnnxProvider.PlugIn;
}
