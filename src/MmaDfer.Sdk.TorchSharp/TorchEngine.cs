using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.TorchSharp.Native;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.TorchSharp;

/// <summary>
/// Runs and trains on libtorch, through TorchSharp: on an NVIDIA GPU or on the processor. The application chooses the libtorch, which
/// has gigabytes: a package (<c>TorchSharp-cuda-windows</c>, <c>TorchSharp-cuda-linux</c>, <c>TorchSharp-cpu</c>) or a folder.
/// Nothing is loaded before a recognizer or a training needs it. Recognizers on one GPU run independently.
/// </summary>
public sealed class TorchEngine : Engine
{
    /// <summary>Describes an engine; whether it works on this machine shows when a recognizer is loaded.</summary>
    /// <param name="options">Device and its settings; null for the first NVIDIA GPU in float32.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The device or precision is unknown, the device index is negative, or not 0 for the processor, or the number of threads is not
    /// between 0 and 256.
    /// </exception>
    public TorchEngine(TorchEngineOptions? options = null)
    {
        options ??= new TorchEngineOptions();
        Threads = ResolveThreads(options.Threads);
        ArgumentOutOfRangeException.ThrowIfNegative(options.DeviceIndex);
        if (options.Precision is not (Precision.Float32 or Precision.Float16 or Precision.BFloat16))
            throw new ArgumentOutOfRangeException(nameof(options), options.Precision, "TorchSharp computes with Float32, Float16 or BFloat16.");
        Name = options.Device switch
        {
            TorchDevice.Cuda => TorchEngines.Cuda,
            TorchDevice.Cpu => TorchEngines.Cpu,
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Device, "Not a device."),
        };
        if (options.Device == TorchDevice.Cpu)
            ArgumentOutOfRangeException.ThrowIfNotEqual(options.DeviceIndex, 0);
        Options = options;
    }

    /// <summary>The options as given.</summary>
    public TorchEngineOptions Options { get; }

    /// <summary>Threads that share the work on the processor.</summary>
    public int Threads { get; }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Description
    {
        get
        {
            string where = OnGpu ? $"device {Options.DeviceIndex}" : DescribeThreads(Threads);
            return $"TorchSharp, {where}, {Options.Precision.ToString().ToLowerInvariant()}";
        }
    }

    internal bool OnGpu => Options.Device == TorchDevice.Cuda;

    internal override Engine? WithPrecision(Precision precision) =>
        precision == Precision.Int8 ? null : new TorchEngine(Options with { Precision = precision });

    internal override bool CanHang => OnGpu;

    internal override bool Batches => OnGpu;

    internal override double ProofTolerance => Options.Precision switch
    {
        Precision.Float16 => 2e-2,
        Precision.BFloat16 => 6e-2,
        _ => base.ProofTolerance,
    };

    /// <summary>
    /// Finds the libtorch that this engine would use, without loading it: its folder, and the path of TorchSharp's own native library as
    /// <see cref="NativeLibraryInfo.BindingPath"/>.
    /// </summary>
    /// <exception cref="EngineException">None was found; the message names each place.</exception>
    public NativeLibraryInfo FindLibrary()
    {
        TorchFiles files = TorchFiles.Find(Name, Options.LibraryPath);
        return new NativeLibraryInfo(files.Folder) { BindingPath = files.Binding, Providers = files.HasCuda ? ["cpu", "cuda"] : ["cpu"] };
    }

    internal override string? DescribeMissingFiles()
    {
        try
        {
            TorchFiles files = TorchFiles.Find(Name, Options.LibraryPath);
            return OnGpu && !files.HasCuda ? TorchLibrary.WithoutCuda(this, files.Folder) : null;
        }
        catch (EngineException missing)
        {
            return missing.Message;
        }
    }

    internal override Session Prepare(
        Action<OpSet> build, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        TorchLibrary.Load(this);
        return new TorchSession(this, build, progress, cancellationToken);
    }

    internal override TrainingSession PrepareTraining(
        WeightStore weights, IEnumerable<string> parameters, Action<OpSet, WeightStore> build,
        bool saveMemory = false, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        TorchLibrary.Load(this);
        return new TorchTrainingSession(this, weights, parameters, build, saveMemory, progress, cancellationToken);
    }
}
