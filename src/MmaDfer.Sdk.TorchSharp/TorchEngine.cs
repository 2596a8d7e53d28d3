using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.TorchSharp.Native;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.TorchSharp;

/// <summary>
/// Runs and trains on libtorch, through TorchSharp: on an NVIDIA GPU or on the processor. The application chooses the libtorch, since
/// it weighs gigabytes: a package (<c>TorchSharp-cuda-windows</c>, <c>TorchSharp-cuda-linux</c>, <c>TorchSharp-cpu</c>) or a folder.
/// Nothing is loaded before a recognizer or a training needs it. Recognizers on one GPU run independently.
/// </summary>
public sealed class TorchEngine : Engine
{
    /// <summary>Describes an engine; whether it works on this machine shows when a recognizer is loaded.</summary>
    /// <param name="options">What computes, and how; null for the first NVIDIA GPU in float32.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An unknown device or precision, a negative number of a GPU, a number other than 0 for the processor, fewer than 0 or more than
    /// 256 threads.
    /// </exception>
    public TorchEngine(TorchEngineOptions? options = null)
    {
        options ??= new TorchEngineOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Threads, 256);
        ArgumentOutOfRangeException.ThrowIfNegative(options.DeviceIndex);
        if (!Enum.IsDefined(options.Precision))
            throw new ArgumentOutOfRangeException(nameof(options), options.Precision, "Not a precision.");
        Name = options.Device switch
        {
            TorchDevice.Cuda => EngineNames.TorchCuda,
            TorchDevice.Cpu => EngineNames.TorchCpu,
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Device, "Not a device."),
        };
        if (options.Device == TorchDevice.Cpu)
            ArgumentOutOfRangeException.ThrowIfNotEqual(options.DeviceIndex, 0);
        Threads = options.Threads == 0 ? Math.Min(Environment.ProcessorCount, 16) : options.Threads;
        Options = options;
    }

    /// <summary>As given.</summary>
    public TorchEngineOptions Options { get; }

    /// <summary>Threads that share what runs on the processor.</summary>
    public int Threads { get; }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Description
    {
        get
        {
            string where = OnGpu ? $"device {Options.DeviceIndex}" : $"{Threads} thread{(Threads == 1 ? "" : "s")}";
            return $"TorchSharp, {where}, {Options.Precision.ToString().ToLowerInvariant()}";
        }
    }

    internal bool OnGpu => Options.Device == TorchDevice.Cuda;

    internal override Engine? With(NumberFormat numbers) => new TorchEngine(Options with
    {
        Precision = numbers switch
        {
            NumberFormat.Float16 => TorchPrecision.Float16,
            NumberFormat.BFloat16 => TorchPrecision.BFloat16,
            _ => TorchPrecision.Float32,
        },
    });

    internal override bool CanHang => OnGpu;

    internal override bool Batches => OnGpu;

    internal override double ProofTolerance => Options.Precision switch
    {
        TorchPrecision.Float16 => 2e-2,
        TorchPrecision.BFloat16 => 6e-2,
        _ => base.ProofTolerance,
    };

    /// <summary>
    /// Finds the libtorch that this engine would use, without loading it: the absolute paths of its folder and of TorchSharp's own
    /// native library, and whether it was built with CUDA.
    /// </summary>
    /// <exception cref="EngineException">There is none; the message names each place that was looked at.</exception>
    public (string LibTorch, string TorchSharp, bool HasCuda) FindLibrary()
    {
        TorchFiles files = TorchFiles.Find(Name, Options.LibraryPath);
        return (files.Folder, files.Binding, files.HasCuda);
    }

    internal override string? MissingFiles()
    {
        try
        {
            (string folder, _, bool hasCuda) = FindLibrary();
            return OnGpu && !hasCuda ? TorchLibrary.WithoutCuda(this, folder) : null;
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
