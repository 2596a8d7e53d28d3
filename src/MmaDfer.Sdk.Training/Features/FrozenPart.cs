using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Training.Features;

/// <summary>
/// The part of the network before everything that trains, which gives a clip the same features in every epoch. It runs as in a recognition, without
/// drop path, one clip at a time. Its weights are read when it first runs, so a training that finds all features on disk never reads them.
/// Thread-safe; owns its session.
/// </summary>
internal sealed class FrozenPart : IDisposable
{
    private readonly Lock _lock = new();
    private readonly StartingModel _model;
    private readonly TrainingOptions _options;
    private readonly float[] _frames, _spectrogram = new float[Spectrogram.Length];
    private readonly string[] _inputs;
    private Session? _session;

    public FrozenPart(StartingModel model, TrainingOptions options)
    {
        (_model, _options) = (model, options);
        _frames = new float[FrameChoice.Frames * 3 * model.Config.ImageSize * model.Config.ImageSize];
        var network = new CountingOps();
        Build(network);
        _inputs = [.. network.Inputs.Keys];
        Length = (int)network.Outputs[TrainedNetwork.FeaturesName].Count;
        Identity = Identify(network.Weights);
    }

    /// <summary>Number of features of a clip.</summary>
    public int Length { get; }

    /// <summary>A hash of everything but the clip and its view that the features depend on.</summary>
    public byte[] Identity { get; }

    /// <summary>Computes the features of a clip.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="seen">What the network sees of it.</param>
    /// <param name="random">Random numbers for an augmented view.</param>
    /// <param name="view">The view of the calling thread.</param>
    /// <param name="features">Receives them.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <exception cref="EngineException">The engine cannot run on this machine, or failed.</exception>
    /// <exception cref="ModelFileException">A weight cannot be read.</exception>
    public void Compute(
        CachedClip clip, SeenClip seen, SeededRandom random, TrainingView view, Span<float> features, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _session ??= _options.Engine.Prepare(Build, cancellationToken: cancellationToken);
            view.Write(clip, random, seen.View > 0, _frames, _spectrogram);
            if (seen.Lost == LostModality.Frames)
                Array.Clear(_frames);
            if (seen.Lost == LostModality.Audio)
                Spectrogram.WriteSilence(_spectrogram);
            foreach (string input in _inputs)
                (input == MmaDferNetwork.FramesInput ? _frames : _spectrogram).CopyTo(_session.Input(input));
            _session.Run(cancellationToken);
            _session.Output(TrainedNetwork.FeaturesName).CopyTo(features);
        }
    }

    public void Dispose() => _session?.Dispose();

    private void Build(OpSet ops) =>
        TrainedNetwork.BuildFrozen(ops, _model.Config, _model.Weights, _options.Modality, _options.TrainableSet);

    private byte[] Identify(IReadOnlySet<string> weights)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Another processor or another build may round differently; the number of threads does not matter.
        string engine = _options.Engine is CpuEngine ? $"cpu {CpuEngine.InstructionSet}" : _options.Engine.ToString();
        string builds = $"{typeof(MmaDferNetwork).Module.ModuleVersionId} {typeof(FrozenPart).Module.ModuleVersionId}";
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"{builds}\n{engine}\n{_options.TrainableSet}\n{_options.Modality}\n{_model.Config}\n{_model.EncodersSha256}\n")));
        foreach (NetworkTensor tensor in NetworkTensors.Of(_model.Config).Where(t => t.Trained && weights.Contains(t.Name)))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{tensor.Name}\n"));
            hash.AppendData(MemoryMarshal.AsBytes<float>(_model.Weights.ReadAll(_model.Weights.Tensors[tensor.Name])));
        }
        return hash.GetHashAndReset();
    }
}

/// <summary>What the network sees of a clip.</summary>
/// <param name="View">0 for the frames of a recognition; an augmented view from 1.</param>
/// <param name="Lost">The modality that it is not shown.</param>
internal readonly record struct SeenClip(int View, LostModality Lost);

/// <summary>The modality that a clip loses in a step of training.</summary>
internal enum LostModality
{
    None,
    Frames,
    Audio,
}
